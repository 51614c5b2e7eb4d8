import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { replacedTableSchema } from '../../src/drill/restore/table.ts';
import { mariadb } from '../../src/engine/mariadb/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { matchSchema } from '../../src/formats/binlog/find.ts';
import { type BackupCluster, upWithBackup } from './backup-cluster.ts';

/** Whatever a copy through a client may round, parse, shift or refuse. */
const columns = {
  id: 'INT AUTO_INCREMENT PRIMARY KEY',
  big: 'BIGINT UNSIGNED',
  exact: 'DECIMAL(65,30)',
  single: 'FLOAT',
  twice: 'DOUBLE',
  bits: 'BIT(64)',
  zero_date: 'DATE',
  instant: 'TIMESTAMP(6) NULL',
  span: 'TIME(6)',
  text: 'VARCHAR(100) CHARACTER SET utf8mb4',
  bytes: 'VARBINARY(100)',
  doc: 'JSON',
  place: 'GEOMETRY',
  one: 'UUID',
  address: 'INET6',
  words: "SET('a', 'b')",
  small: 'INT CHECK (small > 0)',
  halved: 'BIGINT GENERATED ALWAYS AS (big DIV 2) STORED',
};
const values = [
  "(0, 18446744073709551615, 12345678901234567890123456789012345.000000000000000000000000000001, 0.1234567, -0e0, b'1', '0000-00-00', '2026-10-25 00:30:00.000001', '-838:59:59', 'ÄÖ€', X'00FF5C27', '{\"a\": 12345678901234567890}', ST_GeomFromText('POINT(1 2)'), '123e4567-e89b-12d3-a456-426614174000', '::1', 'a,b', 1)",
  "(7, 9007199254740993, -0.1, 3.4028235e38, 1.7976931348623157e308, ~0, '2024-02-29', '1970-01-01 00:00:01', '00:00:00.000001', 'it''s \\\\ \\n\\0 😀', '', '\"text\"', NULL, NULL, '192.0.2.1', '', 2)",
  '(8, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)',
];

let shop: BackupCluster;
beforeAll(async () => {
  shop = await upWithBackup({}, 'mariadb-semisync');
  const own = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  const insert = `INSERT INTO shop.things (${Object.keys(columns).slice(0, -1).join(', ')}) VALUES`;
  await onPrimary(async (connection) => {
    await connection.query("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'");
    await connection.query(`CREATE TABLE shop.things (${own.join(', ')})`);
    for (const value of values) await connection.query(`${insert} ${value}`);
  });
  await shop.backup('full');
});
afterEach(async () => {
  await shop.backup('release');
});
afterAll(() => shop?.down());

type Session = Parameters<Parameters<typeof withSession>[3]>[0];
function onPrimary<T>(use: (session: Session) => Promise<T>): Promise<T> {
  const { endpoints, accounts } = shop.cluster;
  return withSession(mariadb, endpoints.write.hosts[0], accounts.admin, use);
}

const digest = (table: string) =>
  shop.write(
    `SELECT COUNT(*) AS n, SHA2(GROUP_CONCAT(SHA2(CONCAT_WS(',', ${Object.keys(columns)
      .map((name) => `COALESCE(HEX(CAST(${name} AS BINARY)), 'none')`)
      .join(', ')}), 256) ORDER BY id), 256) AS digest FROM ${table} WHERE id < 10`,
  );

/** Damages the table, and restores all but that. */
async function restoreWithout(damage: string, kind: string): Promise<void> {
  await shop.write(damage);
  await shop.archived();
  const words = ['find', '--kind', kind, '--schema', 'shop', '--table', 'things'];
  const matches = await shop.backupAs(z.array(matchSchema), ...words);
  await shop.backup('restore', '--except', matches.at(-1)?.gtid ?? '');
}
const replace = () => shop.backupAs(replacedTableSchema, 'replace-table', 'shop.things');

/** Inserts until it is told to stop; resolves with what was acknowledged. */
async function writeUntil(stopped: AbortSignal, from: number): Promise<number[]> {
  const acknowledged: number[] = [];
  await onPrimary(async (session) => {
    for (let id = from; !stopped.aborted; id += 1) {
      await session.query(`INSERT INTO shop.things (id, big) VALUES (${id}, ${id})`);
      acknowledged.push(id);
    }
  });
  return acknowledged;
}

test('a table comes back value by value, and no write that was acknowledged meanwhile is missing from it', async () => {
  const before = await digest('shop.things');
  await restoreWithout('UPDATE shop.things SET single = 1, doc = NULL WHERE id < 10', 'update');
  const stopping = new AbortController();
  const writers = [1, 2, 3, 4].map((writer) => writeUntil(stopping.signal, writer * 1_000_000));
  const { damaged, rows } = await replace().finally(() => stopping.abort());
  expect(damaged).toBe('shop.things__damaged');
  const acknowledged = (await Promise.all(writers)).flat();
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(rows).toBeGreaterThan(values.length);
  expect(await digest('shop.things')).toEqual(before);
  expect(await digest('shop.things__damaged')).not.toEqual(before);
  const found = await shop.write('SELECT id FROM shop.things WHERE id >= 10');
  const there = new Set(found.map(({ id }) => Number(id)));
  expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
  expect(await shop.write('SHOW CREATE TABLE shop.things')).toMatchObject([
    { 'Create Table': expect.stringMatching(/CHECK \(`small` > 0\)/) },
  ]);
  await shop.write('DROP TABLE shop.things__damaged');
});

test('a table with a trigger is refused as it is, and comes back once that is gone', async () => {
  await restoreWithout('DELETE FROM shop.things WHERE id = 8', 'delete');
  await shop.write('CREATE TRIGGER shop.watch BEFORE DELETE ON shop.things FOR EACH ROW SET @seen = 1');
  await expect(replace()).rejects.toThrow('shop.things has a trigger (watch)');
  expect(await shop.write("SHOW TABLES IN shop LIKE 'things%'")).toHaveLength(1);
  await shop.write('DROP TRIGGER shop.watch');
  await replace();
  expect(await shop.write('SELECT COUNT(*) AS n FROM shop.things WHERE id < 10')).toEqual([{ n: 3 }]);
  await shop.write('DROP TABLE shop.things__damaged');
});

test('a table that was dropped comes back', async () => {
  const before = await digest('shop.things');
  await restoreWithout('DROP TABLE shop.things', 'drop-table');
  expect(await replace()).toMatchObject({ damaged: null });
  expect(await digest('shop.things')).toEqual(before);
});
