import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrillRecord, FinalState } from '../../../../src/history/record.ts';
import { countersMatchRows } from '../../../../src/judge/checks/counters-match-rows.ts';
import { nodesEqualPrimary } from '../../../../src/judge/checks/nodes-equal-primary.ts';
import { withRows } from '../../../support/change-record.ts';
import { emptyRecord, eventOf, type Row, rowsOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const modulo = 64;
const everywhere = ['db1', 'db2', 'db3'];
const { judge } = countersMatchRows;
type Counters = number[][] | null;

/** What the trigger of the workload leaves behind. */
function raised(final: FinalState): number[][] {
  const counts = Array.from({ length: modulo }, (_, id) => [id, 0]);
  for (const [, , value] of rowsOf(final)) {
    const row = counts[value % modulo];
    if (row) row[1] = (row[1] ?? 0) + 1;
  }
  return counts;
}

function withCounters(
  record: DrillRecord,
  nodes: readonly string[],
  change: (rows: number[][]) => Counters = (rows) => rows,
): DrillRecord {
  const finals = record.finals.map((final): FinalState => {
    const counts = raised(final);
    const rows = nodes.includes(final.node) ? change(counts) : counts;
    const about = { name: 'ledger.counters', columns: ['id', 'raised'], countsByValueModulo: modulo };
    return { ...final, tables: [{ ...about, rows }] };
  });
  return { ...record, finals };
}

const bare = plantDrill({ loadToMs: 12_000 });
const drill = withCounters(bare, []);

test('passes where every counter is the number of rows that raised it', () => {
  expect(judge(drill)).toEqual({
    verdict: 'pass',
    summary: '192 counters of db1, db2, db3 agree with the rows there',
    evidence: [],
  });
  expect(nodesEqualPrimary.judge(drill).verdict).toBe('pass');
});

const places = fc.subarray(everywhere, { minLength: 1 });
const by = fc
  .oneof(fc.integer({ min: -1, max: 1 }), fc.integer({ min: 2, max: 1000 }))
  .filter((n) => n !== 0);

test('one counter that is off by any number, on any nodes, is always found and named', () => {
  fc.assert(
    fc.property(fc.nat({ max: modulo - 1 }), by, places, (id, off, on) => {
      const record = withCounters(bare, on, (rows) =>
        rows.map(([key = 0, count = 0]) => [key, key === id ? count + off : count]),
      );
      const { verdict, summary, evidence } = judge(record);
      expect(verdict).toBe('fail');
      expect(evidence).toHaveLength(1);
      expect(summary).toMatch(
        new RegExp(`^1 counter does not agree with the rows: ledger.counters with id ${id} has raised`),
      );
      expect(summary).toMatch(new RegExp(` on ${on.join(', ')}$`));
      const equal = nodesEqualPrimary.judge(record);
      expect(equal.verdict).toBe(on.length === 3 ? 'pass' : 'fail');
      if (on.length < 3) expect(equal.summary).toContain(`ledger.counters with id ${id}`);
    }),
    { numRuns: 60 },
  );
});

test('one row that is missing beside its counter is found, whichever', () => {
  const count = rowsOf(bare.finals[0] as FinalState).length;
  fc.assert(
    fc.property(fc.nat({ max: count - 1 }), (index) => {
      const record = withRows(drill, 'db3', (rows: Row[]) => rows.toSpliced(index, 1));
      expect(judge(record)).toMatchObject({ verdict: 'fail', evidence: [expect.stringMatching(/ on db3$/)] });
    }),
    { numRuns: 20 },
  );
});

test('a counter that is gone, one too many, and a table that is gone fail', () => {
  const text = (change: (rows: number[][]) => Counters) => judge(withCounters(bare, ['db2'], change)).summary;
  expect(text((rows) => rows.slice(1))).toMatch(
    /ledger\.counters with id 0 is missing, and \d+ rows raised it on db2$/,
  );
  expect(text((rows) => [...rows, [64, 3]])).toMatch(
    /with id 64 has raised 3, and nothing raises it on db2$/,
  );
  expect(text(() => null)).toMatch(/there is no table ledger\.counters on db2$/);
});

test('no data never passes', () => {
  for (const [record, summary] of [
    [emptyRecord(), 'no final state was recorded'],
    [bare, 'no counters were read on db1, db2, db3'],
    [{ ...drill, finals: drill.finals.slice(1) }, 'no final state of db1'],
    [
      withCounters(
        everywhere.reduce((less, node) => withRows(less, node, () => []), bare),
        [],
      ),
      'there are no rows to count',
    ],
  ] as const)
    expect(judge(record)).toMatchObject({ verdict: 'inconclusive', summary });
});

test('one node without rows, or what came after the final states, is no pass', () => {
  const empty = withCounters(
    withRows(bare, 'db3', () => []),
    [],
  );
  expect(judge(empty)).toMatchObject({ verdict: 'inconclusive', summary: 'there are no rows to count' });
  const late = { ...drill, events: [...drill.events, eventOf(10_000_000, 'promoted')] };
  expect(judge(late)).toMatchObject({
    verdict: 'inconclusive',
    summary: expect.stringMatching(/^the final state of db\d was read at .*, before promoted at /),
  });
});
