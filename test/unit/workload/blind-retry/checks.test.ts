import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BesideOperation } from '../../../../src/history/beside.ts';
import type { FinalRead } from '../../../../src/workload/beside/types.ts';
import { blindRetryChecks } from '../../../../src/workload/blind-retry/checks.ts';
import { besideOf, evidenceOf } from '../../../support/beside.ts';

const check = blindRetryChecks['blind-retry-once'];
/** An insert whose token is its index, acknowledged after so many unknown outcomes. */
const insert = (index: number, unknown = 0, changes: Partial<BesideOperation> = {}) =>
  besideOf(index, {
    function: 'insert',
    key: index,
    result: { attempts: unknown + 1, unknown, answer: null },
    ...changes,
  });
const unacknowledged = (index: number, outcome: 'fail' | 'info') =>
  insert(index, 0, { outcome, result: null });
const judge = (operations: BesideOperation[], rows: FinalRead[]) =>
  check.judge(evidenceOf(operations, { db1: rows }));

test('each is there once, and what was sent again is counted', () => {
  expect(
    judge(
      [insert(1), insert(2, 2)],
      [
        [1, 1],
        [2, 1],
      ],
    ),
  ).toMatchObject({
    verdict: 'pass',
    summary: 'each is there once; 1 acknowledged operation was sent again, after 2 unknown outcomes',
  });
});

test('one that was done twice is told with its unknown outcomes', () => {
  expect(
    judge(
      [insert(1), insert(2, 2)],
      [
        [1, 1],
        [2, 3],
      ],
    ),
  ).toMatchObject({
    verdict: 'fail',
    summary:
      '2 rows too many; 1 acknowledged operation was sent again, after 2 unknown outcomes: operation 2, which ended at 25 ms as ok after 2 unknown outcomes: 3 rows',
  });
});

test('of one that was never acknowledged nobody knows how often it was sent, and none is told', () => {
  expect(
    judge(
      [unacknowledged(1, 'info'), insert(2)],
      [
        [1, 2],
        [2, 1],
      ],
    ),
  ).toMatchObject({
    verdict: 'fail',
    summary:
      '1 row too many; 0 acknowledged operations were sent again, after 0 unknown outcomes; of 1 operation the outcome stayed unknown: operation 1, which ended at 15 ms as info: 2 rows',
  });
});

test('acknowledged ones without a row, and failed ones with one, are counted apart', () => {
  const operations = [insert(1), insert(2), unacknowledged(3, 'fail'), insert(4)];
  expect(
    judge(operations, [
      [2, 3],
      [3, 1],
    ]),
  ).toMatchObject({
    verdict: 'fail',
    summary: expect.stringMatching(
      /^2 rows too many, 2 acknowledged operations have no row, 1 operation that surely failed has a row; /,
    ),
  });
});

test.each([
  ['an acknowledged one without a row', insert(1), 0, 'fail'],
  ['one that surely failed, with a row', unacknowledged(1, 'fail'), 1, 'fail'],
  ['one that surely failed, without', unacknowledged(1, 'fail'), 0, 'pass'],
  ['an unknown one without a row', unacknowledged(1, 'info'), 0, 'pass'],
  ['an unknown one with a row', unacknowledged(1, 'info'), 1, 'pass'],
  ['an unknown one with two', unacknowledged(1, 'info'), 2, 'fail'],
])('%s: %s', (_, one, copies, verdict) => {
  expect(judge([one, insert(2)], [...(copies > 0 ? [[1, copies] as FinalRead] : []), [2, 1]]).verdict).toBe(
    verdict,
  );
});

test('of many rows one too many, or one too few, is found', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.constantFrom(0, 2), (count, some, copies) => {
      const operations = Array.from({ length: count }, (_, index) => insert(index, index % 3));
      const rows = operations.map(({ index }): FinalRead => [index, 1]);
      expect(judge(operations, rows).verdict).toBe('pass');
      const changed = rows.map(([token], index): FinalRead => [token, index === some % count ? copies : 1]);
      expect(judge(operations, changed).verdict).toBe('fail');
    }),
  );
});

test('without a primary that was read, and with a node that was not: inconclusive', () => {
  expect(check.judge(evidenceOf([insert(1)], { db2: [[1, 1]] })).verdict).toBe('inconclusive');
  const evidence = { ...evidenceOf([insert(1)], { db1: [[1, 1]] }), finalsLack: 'db2 was not read' };
  expect(check.judge(evidence)).toMatchObject({ verdict: 'inconclusive', summary: 'db2 was not read' });
});
