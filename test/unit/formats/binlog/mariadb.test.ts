import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isDamage, readEvents } from '../../../../src/formats/binlog/events.ts';
import { matchTransaction } from '../../../../src/formats/binlog/find.ts';
import { formatGtid, readTransactions } from '../../../../src/formats/binlog/transactions.ts';
import { gather, inChunks } from '../../../support/binlog.ts';

/** Of a MariaDB 11.8.9; what is in it was read from the server's own `mariadb-binlog` beside it. */
const file = readFileSync(new URL('../../../fixtures/mariadb-11.8.binlog', import.meta.url));

const transactionsOf = async (bytes: Uint8Array) => {
  const items = await gather(readTransactions(inChunks(bytes)));
  return items.filter((item) => item.kind === 'transaction');
};

test('a binary log of MariaDB says what came before it, and ends with a rotation', async () => {
  const events = await gather(readEvents(inChunks(file)));
  expect(events.filter(isDamage)).toEqual([]);
  expect(events.find(({ kind }) => kind === 'gtid-list')).toMatchObject({ gtids: ['0-1-8'], offset: 256 });
  expect(events.at(-1)).toMatchObject({ kind: 'rotate', nextFile: 'binlog.000004' });
});

test('its transactions: statements alone, and what stands between BEGIN and COMMIT', async () => {
  const told = (await transactionsOf(file)).map(({ gtid, offset, endOffset, complete, changes }) => [
    formatGtid(gtid),
    offset,
    endOffset,
    complete,
    ...changes.map(({ by, kind, schema, table }) => `${by} ${kind} ${schema}.${table}`),
  ]);
  expect(told).toEqual([
    ['0-1-9', 379, 508, true, 'statement other shop.null'],
    ['0-1-10', 508, 684, true, 'statement other null.null'],
    ['0-1-11', 684, 925, true, 'rows insert shop.orders'],
    ['0-1-12', 925, 1315, true, 'rows update shop.orders', 'rows delete shop.orders'],
    ['0-1-13', 1315, 1489, true, 'statement insert shop.orders'],
    ['0-1-14', 1489, 1625, true, 'statement drop-database shop.null'],
  ]);
});

test('the one that dropped the database is found, and one that is cut is not complete', async () => {
  const wanted = { kind: 'drop-database', schema: 'shop' } as const;
  const all = await transactionsOf(file);
  const found = all.flatMap((one) => matchTransaction(one, wanted, 'binlog.000003') ?? []);
  expect(found).toMatchObject([{ gtid: '0-1-14', text: 'drop database shop' }]);
  const cut = await transactionsOf(file.subarray(0, 1300));
  expect(cut.map(({ complete }) => complete)).toEqual([true, true, true, false]);
});
