import { describe, expect, test } from 'vitest';
import type { BesideOperation } from '../../../../src/history/beside.ts';
import { seededRandom } from '../../../../src/random.ts';
import { appendChecks } from '../../../../src/workload/append/checks.ts';
import type { FinalRead } from '../../../../src/workload/beside/types.ts';
import { serialHistory, txn } from '../../../support/append.ts';
import { evidenceOf } from '../../../support/beside.ts';

const together = (...texts: string[]): BesideOperation[] =>
  texts.map((text, index) => txn(index, text, { startedAtMs: index, endedAtMs: 100 + index }));
const skew = together('r1= a2=1', 'r2= a1=1', 'r1=1 r2=1');

describe('append-isolation', () => {
  const judge = (operations: BesideOperation[], isolation = 'repeatable-read', promises = 'same') =>
    appendChecks['append-isolation'].judge(evidenceOf(operations, {}, { isolation, promises }));

  test('what the level allows passes, and is told as allowed', () => {
    expect(judge(skew)).toMatchObject({
      verdict: 'pass',
      summary:
        '3 transactions with 4 dependencies: no anomaly that repeatable-read forbids; allowed at this level: 1 G2-item',
      evidence: [
        'G2-item: 1 time (allowed at this level, repeatable-read): a circle in which several transactions miss an append of the next',
        '  T2 < T1 < T2',
        expect.stringContaining('    T2 = {read 1: [], append 1 to 2}'),
        expect.stringContaining('    T1 = {read 2: [], append 1 to 1}'),
      ],
    });
  });

  test.each([
    ['serializable', 'same'],
    ['repeatable-read', 'serializable'],
    ['read-committed', 'strict-serializable'],
  ])('at %s, promised %s, the same fails', (isolation, promises) => {
    const { verdict, summary } = judge(skew, isolation, promises);
    expect([verdict, summary]).toEqual([
      'fail',
      expect.stringMatching(/^forbidden at .*serializable: 1 G2-item; the first: T2 < T1 < T2; T2 = /),
    ]);
  });

  test('a sound history passes at every level; one that shows nothing is inconclusive', () => {
    expect(judge(serialHistory(seededRandom(3), 300), 'serializable', 'strict-serializable').verdict).toBe(
      'pass',
    );
    expect(judge(together('a1=1', 'r2='))).toMatchObject({
      verdict: 'inconclusive',
      summary: 'no transaction read what another one appended',
    });
  });
});

describe('append-appends', () => {
  const judge = (operations: BesideOperation[], nodes: Record<string, FinalRead[]>) =>
    appendChecks['append-appends'].judge(evidenceOf(operations, nodes));

  test('one acknowledged append that is not there at the end fails; a failed or unknown one need not be there', () => {
    const [first, second] = together('a1=1 a2=1', 'a1=2');
    const operations = [first as BesideOperation, { ...second, outcome: 'info' } as BesideOperation];
    expect(
      judge(operations, {
        db1: [
          [1, [1]],
          [2, [1]],
        ],
      }).verdict,
    ).toBe('pass');
    expect(judge(operations, { db1: [[1, [1, 2]]] })).toMatchObject({
      verdict: 'fail',
      summary: '1 acknowledged append is not on db1 at the end: 1 of list 2, acknowledged at 100 ms',
    });
  });

  test('nothing appended, or the leader not read: inconclusive', () => {
    expect(judge(together('r1='), { db1: [] }).verdict).toBe('inconclusive');
    expect(judge(together('a1=1'), { db2: [[1, [1]]] }).verdict).toBe('inconclusive');
  });
});

test('append-nodes: one element more, less or elsewhere on a node fails', () => {
  const judge = (own: FinalRead[]) =>
    appendChecks['append-nodes'].judge(evidenceOf([], { db1: [[1, [1, 2]]], db2: own })).verdict;
  expect(judge([[1, [1, 2]]])).toBe('pass');
  for (const other of [
    [[1, [1]]],
    [[1, [2, 1]]],
    [[1, [1, 2, 3]]],
    [],
    [
      [1, [1, 2]],
      [2, [1]],
    ],
  ]) {
    expect(judge(other as FinalRead[])).toBe('fail');
  }
  expect(appendChecks['append-nodes'].judge(evidenceOf([], { db1: [] })).verdict).toBe('inconclusive');
});
