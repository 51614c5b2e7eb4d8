import { expect, test } from 'vitest';
import type { FinalState, FinalTable } from '../../../../src/history/record.ts';
import { tableDifferences } from '../../../../src/judge/checks/row-differences.ts';
import { finalOf } from '../../../support/parts.ts';

const tableOf = (name: string, rows: FinalTable['rows']): FinalTable => ({
  name,
  columns: ['id', 'raised', 'last'],
  rows,
});
const on = (server: number, ...tables: FinalTable[]): FinalState => finalOf(server, [], { tables });
const stock = (rows: FinalTable['rows']) => tableOf('ledger.stock', rows);

test('rows that one side lacks, or has otherwise in any column, are told by key, lowest first', () => {
  const primary = on(
    1,
    stock([
      [30, 1, 1],
      [4, 1, 11],
      [5, 2, 2],
    ]),
  );
  const other = on(
    2,
    stock([
      [5, 2, 2],
      [200, 7, 8],
      [4, 11, 1],
    ]),
  );
  expect(tableDifferences(primary, other)).toEqual([
    'ledger.stock with id 4: 1, 11 on db1, 11, 1 on db2',
    'ledger.stock with id 30: 1, 1 on db1, missing on db2',
    'ledger.stock with id 200: missing on db1, 7, 8 on db2',
  ]);
});

test('a table that only one side has is told with the side', () => {
  const [with_, without, unread] = [on(1, stock([])), on(2), on(2, stock(null))];
  for (const lacks of [without, unread]) {
    const line = 'ledger.stock: on db1, no such table on db2';
    expect(tableDifferences(with_, lacks)).toEqual([line]);
    expect(tableDifferences(lacks, with_)).toEqual([line]);
  }
});

test('a table that neither side has, or both have with the same rows, is no difference', () => {
  expect(tableDifferences(on(1, stock(null)), on(2, stock(null)))).toEqual([]);
  expect(tableDifferences(on(1), on(2, stock(null)))).toEqual([]);
  expect(tableDifferences(on(1, stock([[1, 2, 3]])), on(2, stock([[1, 2, 3]])))).toEqual([]);
});

test('tables are compared by their names, in whatever order they were read', () => {
  const [left, right] = [tableOf('ledger.left', [[1, 1, 1]]), tableOf('ledger.right', [[1, 2, 2]])];
  expect(tableDifferences(on(1, left, right), on(2, right, left))).toEqual([]);
});
