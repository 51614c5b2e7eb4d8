import { expect, test } from 'vitest';
import { exitCodeOf, reconcileCommand } from '../../../src/cli/reconcile.ts';
import { reconciliationText } from '../../../src/cli/reconcile-text.ts';
import type { Difference, TableFinding } from '../../../src/reconcile/compare.ts';
import type { Reconciliation } from '../../../src/reconcile/reconcile.ts';
import { invoke } from './invoke.ts';

const missing: Difference = { table: 'shop.orders', key: 'id=7', kind: 'missing', columns: [] };
const tableOf = (changes: Partial<TableFinding> = {}): TableFinding => ({
  table: 'shop.orders',
  rows: 10,
  chunks: 1,
  differences: [],
  undecided: [],
  ...changes,
});
const resultOf = (tables: TableFinding[], unread: string[] = []): Reconciliation => ({
  source: 'db1',
  nodes: [{ node: 'db2', tables }],
  leftOut: [],
  unread,
});

test.each<[string, Reconciliation, number]>([
  ['all rows are the same', resultOf([tableOf()]), 0],
  ['a row differs', resultOf([tableOf({ differences: [missing] })]), 1],
  ['a row differs, and something was not read', resultOf([tableOf({ differences: [missing] })], ['why']), 1],
  ['a row is not decided', resultOf([tableOf({ undecided: ['why'] })]), 2],
  ['changes in a log were not read', resultOf([tableOf()], ['why']), 2],
  ['nothing was compared', resultOf([]), 2],
])('where %1$s it ends so', (_, result, code) => {
  expect(exitCodeOf(result)).toBe(code);
});

test('what was not read is told', () => {
  expect(reconciliationText(resultOf([tableOf()], ['binlog.000002 from offset 4: cut']))).toMatch(
    /\nnot read: binlog\.000002 from offset 4: cut$/,
  );
});

test.each([
  [['--changed', '10m', '--node', 'a', '--node', 'b'], '--changed: expected a topology with it'],
  [['semisync', '--changed', '10m', '--modified', 'at', '--since', '1m'], 'expected --changed or --modified'],
])('%s is refused', async (words, message) => {
  const running = invoke(reconcileCommand(), '--user', 'u', '--password-variable', 'PATH', ...words);
  await expect(running).rejects.toThrow(message);
});
