import { expect, test } from 'vitest';
import { nodesEqualPrimary } from '../../../../src/judge/checks/nodes-equal-primary.ts';
import { emptyRecord, finalOf, type Row, stateOf, uuidOf, writable } from '../../../support/parts.ts';

const rows: Row[] = [1, 2, 3].map((sequence) => [0, sequence, 5, 1]);
const upTo = (last: number) => `${uuidOf(1)}:1-${last}`;

type Other = { own?: Row[]; counters?: number[][]; executed?: string };

/** What is said of `db2` beside `db1`, which has three rows, three counters of 1, and ten transactions. */
function judge({
  own = rows,
  counters = [
    [1, 1],
    [2, 1],
    [3, 1],
  ],
  executed = upTo(10),
}: Other) {
  const table = (found: number[][]) => [{ name: 'ledger.stock', columns: ['id', 'raised'], rows: found }];
  const finals = [
    finalOf(1, rows, {
      state: stateOf(1, { ...writable, executed: upTo(10) }),
      tables: table([
        [1, 1],
        [2, 1],
        [3, 1],
      ]),
    }),
    finalOf(2, own, { state: stateOf(2, { executed }), tables: table(counters) }),
    finalOf(3, rows, {
      state: stateOf(3, { executed: upTo(10) }),
      tables: table([
        [1, 1],
        [2, 1],
        [3, 1],
      ]),
    }),
  ];
  return nodesEqualPrimary.judge(emptyRecord({ finals }));
}

const one = [
  [1, 1],
  [2, 9],
  [3, 1],
];
const two = [
  [1, 9],
  [2, 9],
  [3, 1],
];
const diverged = 'db2: diverged (the same transactions, other rows)';

test('one row of another table is named, and is not called the first', () => {
  const line = 'ledger.stock with id 2: 1 on db1, 9 on db2';
  expect(judge({ counters: one })).toEqual({
    verdict: 'fail',
    summary: `${diverged}: 1 row of other tables different (${line})`,
    evidence: [line],
  });
});

test('the first of several is called the first: of a kind, of the tables, of both', () => {
  const first = 'first: writer 0 sequence 1';
  expect(judge({ own: rows.slice(2) }).summary).toBe(`${diverged}: 2 missing (${first})`);
  expect(judge({ counters: two }).summary).toBe(
    `${diverged}: 2 rows of other tables different (first: ledger.stock with id 1: 1 on db1, 9 on db2)`,
  );
  expect(judge({ own: rows.slice(1), counters: one }).summary).toBe(
    `${diverged}: 1 missing, 1 row of other tables different (${first})`,
  );
});

test('each transaction explains one row of each kind, and no more', () => {
  const more: Row[] = [
    [7, 1, 1, 2],
    [7, 2, 1, 2],
  ];
  const isUnexplained = (other: Other) => judge(other).summary.includes('diverged (more differs');
  const [behind, ahead] = [upTo(9), `${upTo(10)},${uuidOf(2)}:1`];
  expect(isUnexplained({ executed: behind, own: rows.slice(1), counters: one })).toBe(false);
  expect(isUnexplained({ executed: behind, own: rows.slice(2) })).toBe(true);
  expect(isUnexplained({ executed: behind, counters: two })).toBe(true);
  expect(isUnexplained({ executed: ahead, own: [...rows, ...more.slice(1)], counters: one })).toBe(false);
  expect(isUnexplained({ executed: ahead, own: [...rows, ...more] })).toBe(true);
  expect(isUnexplained({ executed: ahead, counters: two })).toBe(true);
  expect(isUnexplained({ executed: `${behind},${uuidOf(2)}:1`, counters: two })).toBe(false);
});
