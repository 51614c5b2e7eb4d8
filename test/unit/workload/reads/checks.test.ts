import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BesideOperation, Json } from '../../../../src/history/beside.ts';
import type { FinalRead } from '../../../../src/workload/beside/types.ts';
import { readsChecks } from '../../../../src/workload/reads/checks.ts';
import { besideOf, evidenceOf } from '../../../support/beside.ts';

type Step = readonly [function: 'read' | 'write', version: number | null, changes?: Partial<BesideOperation>];

/** Operations on row 0, one after the other, by one process if nothing else is said. */
const history = (...steps: Step[]) =>
  steps.map(([name, version, changes], index) =>
    besideOf(index, {
      function: name,
      key: 0,
      ...(name === 'read' ? { result: version } : { value: version }),
      ...changes,
    }),
  );
const judge = (
  check: keyof typeof readsChecks,
  operations: BesideOperation[],
  options: Record<string, Json> = {},
  nodes: Record<string, FinalRead[]> = {},
) => readsChecks[check].judge(evidenceOf(operations, nodes, { keys: 1, ...options }));

describe('reads-written', () => {
  test('versions that were written pass, of an unknown outcome too, and the first one', () => {
    const operations = history(['read', 0], ['write', 1, { outcome: 'info' }], ['read', 1], ['read', null]);
    expect(judge('reads-written', operations)).toMatchObject({
      verdict: 'pass',
      summary: '3 reads, each of a version that was written',
    });
  });

  test.each([
    ['nobody wrote', history(['write', 1], ['read', 2])],
    ['was refused', history(['write', 1, { outcome: 'fail' }], ['read', 1])],
    ['was sent only at 10 ms', history(['read', 1], ['write', 1])],
    ['nobody wrote', history(['write', 1, { key: 7 }], ['read', 1])],
  ])('a version that %s fails', (why, operations) => {
    expect(judge('reads-written', operations)).toMatchObject({
      verdict: 'fail',
      summary: expect.stringContaining(
        `version ${operations.find((one) => one.function === 'read')?.result}, which ${why}`,
      ),
    });
  });

  test('no acknowledged read is inconclusive', () => {
    const operations = history(['write', 1], ['read', null, { outcome: 'fail' }]);
    expect(judge('reads-written', operations).verdict).toBe('inconclusive');
  });
});

describe.each([
  ['reads-own-writes', 'read-your-writes', history(['write', 5], ['read', 4])],
  ['reads-monotonic', 'monotonic-reads', history(['read', 5], ['read', 4])],
] as const)('%s', (check, guarantee, behind) => {
  test('a read that goes behind fails where it is promised, and is told where it is not', () => {
    expect(judge(check, behind, { promises: [guarantee] })).toMatchObject({
      verdict: 'fail',
      summary: expect.stringContaining(
        '1 of 1 read went behind: the read of row 0 at 10 ms returned version 4',
      ),
    });
    expect(judge(check, behind)).toMatchObject({
      verdict: 'pass',
      summary: expect.stringContaining(`allowed, as ${guarantee} is not promised`),
    });
  });

  test('another process, another row, an unanswered operation before it: nothing to compare', () => {
    const [first, second] = behind;
    if (!first || !second) throw new Error('two operations');
    for (const changes of [{ process: 1 }, { key: 1 }, { outcome: 'info' as const }]) {
      expect(judge(check, [{ ...first, ...changes }, second], { promises: [guarantee] }).verdict).toBe(
        'inconclusive',
      );
    }
  });

  test('of any history the one read that is a version behind is found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(), (length, some) => {
        const kind = behind[0]?.function === 'write' ? 'write' : 'read';
        const steps = Array.from({ length }, (_, index): Step[] => [
          [kind, index + 1],
          ['read', index + 1],
        ]).flat();
        const options = { promises: [guarantee] };
        expect(judge(check, history(...steps), options).verdict).toBe('pass');
        const at = 2 * (some % length) + 1;
        const planted = steps.map(
          (step, index): Step => (index === at ? ['read', (step[1] ?? 0) - 1] : step),
        );
        expect(judge(check, history(...planted), options)).toMatchObject({
          verdict: 'fail',
          evidence: [expect.stringContaining(`at ${10 * at} ms`)],
        });
      }),
    );
  });
});

describe('reads-at-end', () => {
  const operations = history(['write', 1], ['write', 2, { outcome: 'info' }], ['read', 1]);

  test.each([[1], [2]])('version %s may be there', (version) => {
    const nodes: Record<string, FinalRead[]> = { db1: [[0, version]], db2: [[0, version]] };
    expect(judge('reads-at-end', operations, {}, nodes).verdict).toBe('pass');
  });

  test.each<[string, Record<string, FinalRead[]>]>([
    ['row 0 has version 0 on db1, and 1 was acknowledged', { db1: [[0, 0]], db2: [[0, 0]] }],
    ['row 0 has version 3 on db1, which nobody wrote', { db1: [[0, 3]], db2: [[0, 3]] }],
    ['row 0 is missing on db1', { db1: [], db2: [] }],
    ['row 0 has version 1 on db2, and 2 on db1', { db1: [[0, 2]], db2: [[0, 1]] }],
    ['row 0 has version none on db2, and 2 on db1', { db1: [[0, 2]], db2: [] }],
  ])('%s fails', (what, nodes) => {
    expect(judge('reads-at-end', operations, {}, nodes)).toMatchObject({
      verdict: 'fail',
      summary: `1 row wrong: ${what}`,
    });
  });

  test('without the node that led at the end, inconclusive', () => {
    expect(judge('reads-at-end', operations, {}, { db2: [[0, 1]] }).verdict).toBe('inconclusive');
  });
});
