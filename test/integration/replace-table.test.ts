import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { replacedTableSchema } from '../../src/drill/restore/table.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
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
  year: 'YEAR',
  text: 'VARCHAR(100) CHARACTER SET utf8mb4',
  latin: 'VARCHAR(100) CHARACTER SET latin1',
  bytes: 'VARBINARY(100)',
  doc: 'JSON',
  place: 'GEOMETRY SRID 4326',
  word: "ENUM('a', 'b')",
  words: "SET('a', 'b')",
  halved: 'BIGINT GENERATED ALWAYS AS (big DIV 2) STORED',
};
const values = [
  "(0, 18446744073709551615, 12345678901234567890123456789012345.000000000000000000000000000001, 0.1234567, -0e0, b'1', '0000-00-00', '2026-10-25 00:30:00.000001', '-838:59:59', 0000, '', 'ÄÖ€', X'00FF5C27', '{\"a\": 12345678901234567890, \"b\": [1.0, null]}', ST_GeomFromText('POINT(1 2)', 4326), 'b', 'a,b')",
  "(7, 9007199254740993, -0.1, 3.4028235e38, 1.7976931348623157e308, ~0, '2024-02-29', '1970-01-01 00:00:01', '00:00:00.000001', 2155, 'it''s \\\\ \\n\\0 \\u1F600 😀', 'x', '', '\"text\"', NULL, 'a', '')",
  '(8, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)',
];

describe('one table back into the living cluster', () => {
  let shop: BackupCluster;
  beforeAll(async () => {
    shop = await upWithBackup();
    const own = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
    const insert = `INSERT INTO shop.things (${Object.keys(columns).slice(0, -1).join(', ')}) VALUES`;
    await withSession(
      mysql,
      shop.cluster.endpoints.write.hosts[0],
      shop.cluster.accounts.admin,
      async (connection) => {
        await connection.query("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'");
        await connection.query(`CREATE TABLE shop.things (${own.join(', ')})`);
        for (const value of values) await connection.query(`${insert} ${value}`);
      },
    );
    await shop.backup('full');
  });
  afterAll(() => shop.down());

  const digest = (table: string) =>
    shop.write(
      `SELECT COUNT(*) AS n, SHA2(GROUP_CONCAT(SHA2(CONCAT_WS(',', ${Object.keys(columns)
        .map(
          (name) =>
            `COALESCE(HEX(${name === 'single' ? 'CAST(CAST(single AS DOUBLE) AS BINARY)' : `CAST(${name} AS BINARY)`}), 'none')`,
        )
        .join(', ')}), 256) ORDER BY id), 256) AS digest FROM ${table}`,
    );

  /** Damages the table, restores all but that, and resolves with the GTID. */
  async function restoreWithout(damage: string, kind: string): Promise<void> {
    await shop.write(damage);
    await shop.archived();
    const words = ['find', '--kind', kind, '--schema', 'shop', '--table', 'things'];
    const matches = await shop.backupAs(z.array(matchSchema), ...words);
    await shop.backup('restore', '--except', matches.at(-1)?.gtid ?? '');
  }
  const replace = () => shop.backupAs(replacedTableSchema, 'replace-table', 'shop.things');

  test('value by value, whatever its type, and what was written after the damage', async () => {
    const before = await digest('shop.things');
    expect(before[0]?.n).toBe(values.length);
    await restoreWithout('UPDATE shop.things SET single = 1, doc = NULL, instant = NOW(6)', 'update');
    const replaced = await replace();
    expect(replaced).toEqual({ damaged: 'shop.things__damaged', rows: values.length });
    expect(await digest('shop.things')).toEqual(before);
    expect(await digest('shop.things__damaged')).not.toEqual(before);
    await shop.backup('release');
    await shop.write('DROP TABLE shop.things__damaged');
  });

  let lost: Promise<void> | undefined;
  /** A row is lost, and a server stands where it is not: made by the first test that needs it. */
  function rowLost(): Promise<void> {
    lost ??= restoreWithout('DELETE FROM shop.things WHERE id = 8', 'delete');
    return lost;
  }

  test('but not over the evidence of an earlier exchange', async () => {
    await rowLost();
    await shop.write('CREATE TABLE shop.things__damaged (id INT PRIMARY KEY)');
    await shop.write('INSERT INTO shop.things__damaged VALUES (42)');
    await expect(replace()).rejects.toThrow(/shop\.things__damaged exists already/);
    expect(await shop.write('SELECT id FROM shop.things__damaged')).toEqual([{ id: 42 }]);
    await shop.write('DROP TABLE shop.things__damaged');
  });

  test.each([
    [
      'a trigger',
      'CREATE TRIGGER shop.watch BEFORE DELETE ON shop.things FOR EACH ROW SET @seen = 1',
      'DROP TRIGGER shop.watch',
    ],
    [
      'a foreign key',
      'CREATE TABLE shop.of_things (thing INT, CONSTRAINT of_thing FOREIGN KEY (thing) REFERENCES shop.things (id))',
      'DROP TABLE shop.of_things',
    ],
    [
      'a check constraint',
      'ALTER TABLE shop.things ADD CONSTRAINT positive CHECK (big > 0) NOT ENFORCED',
      'ALTER TABLE shop.things DROP CHECK positive',
    ],
  ])('is refused where an exchange would lose %s, and nothing changes', async (what, add, remove) => {
    await rowLost();
    await shop.write(add);
    await expect(replace()).rejects.toThrow(`shop.things has ${what} (`);
    expect(await shop.write("SHOW TABLES IN shop LIKE 'things%'")).toHaveLength(1);
    expect(await shop.write('SELECT COUNT(*) AS n FROM shop.things')).toEqual([{ n: 2 }]);
    await shop.write(remove);
  });

  test('comes back once nothing is in its way', async () => {
    await rowLost();
    expect((await replace()).rows).toBe(values.length);
  });
});
