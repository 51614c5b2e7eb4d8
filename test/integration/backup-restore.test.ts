import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Match, matchSchema } from '../../src/formats/binlog/find.ts';
import { fullBackupSchema } from '../../src/programs/backup/mysql/store/schema.ts';
import { pause } from '../../src/wait.ts';
import { type BackupCluster, type Orders, upWithBackup } from './backup-cluster.ts';

const restored = z.object({
  full: z.string(),
  gtids: z.string(),
  abandoned: z.string(),
  replayed: z.number(),
});
const verified = z.object({
  findings: z.array(z.object({ name: z.string(), where: z.string(), found: z.string() })),
  restored: z.object({ rows: z.number(), tables: z.number(), differences: z.array(z.string()) }).nullable(),
});

describe('backups of a real cluster', () => {
  let shop: BackupCluster;
  beforeAll(async () => {
    shop = await upWithBackup();
    await shop.write("CREATE USER 'clerk'@'%' IDENTIFIED BY 'a secret'");
    await shop.write("GRANT SELECT, INSERT ON shop.orders TO 'clerk'@'%'");
    await shop.write(
      'CREATE FUNCTION shop.total() RETURNS INT READS SQL DATA RETURN (SELECT COUNT(*) FROM shop.orders)',
    );
    await shop.write('CREATE TABLE shop.log (id INT AUTO_INCREMENT PRIMARY KEY, what VARBINARY(20) NULL)');
    await shop.write(
      'CREATE TRIGGER shop.seen AFTER INSERT ON shop.orders FOR EACH ROW INSERT INTO shop.log (what) VALUES (NEW.note)',
    );
    await shop.write('CREATE EVENT shop.nightly ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM shop.log');
    await shop.write('CREATE VIEW shop.unpaid AS SELECT id FROM shop.orders WHERE paid IS NULL');
    await order(20);
  });
  afterAll(() => shop.down());

  test('a full backup by each method says up to where it is consistent', async () => {
    for (const method of ['mysqldump', 'clone']) {
      const full = await shop.backupAs(fullBackupSchema, 'full', '--method', method);
      expect(full.method).toBe(method);
      expect(full.gtids).toMatch(/:1-\d+/);
      expect(shop.told().map(({ type }) => type)).toEqual(
        expect.arrayContaining(['backup-started', 'backup-completed']),
      );
    }
  });

  test.each(['mysqldump', 'clone'])(
    'restored from %s, caught up and compared, all rows and definitions are equal',
    async (method) => {
      await shop.backup('full', '--method', method);
      const { rows: before } = await order(20);
      await shop.archived();
      const { findings, restored: proof } = await shop.backupAs(verified, 'verify', '--restore');
      expect(findings).toEqual([]);
      expect(proof?.differences).toEqual([]);
      expect(proof?.rows).toBeGreaterThan(before);
    },
  );

  test('one transaction is found by what it did, and left out of a restore, or the end of it', async () => {
    await shop.backup('full');
    const found = await updates();
    const at = await order(10);
    await shop.write('UPDATE shop.orders SET paid = 0');
    const end = await order(10);
    const [match, ...others] = (await updates()).slice(found.length);
    expect(others).toEqual([]);
    expect(match?.text).toMatch(/^update of shop\.orders: \d+ row event/);
    const gtid = match?.gtid ?? '';

    const without = await shop.backupAs(restored, 'restore', '--except', gtid);
    expect(await shop.restoredOrders()).toEqual(end);
    expect(await paidOf(at.last)).toBe(`${at.last}.25`);
    expect(without.abandoned).toBe('');
    await shop.backup('release');

    const before = await shop.backupAs(restored, 'restore', '--before', gtid);
    expect(await shop.restoredOrders()).toEqual(at);
    expect(before.abandoned).not.toBe('');
    await shop.backup('release');
    await shop.write('UPDATE shop.orders SET paid = id + 0.25');
  });

  test('an update whose rows others updated afterwards is not left out unless that is accepted', async () => {
    await shop.backup('full');
    const paid = 'SELECT CAST(paid AS CHAR) AS paid FROM shop.orders WHERE id = 7';
    const [before] = await shop.write(paid);
    await shop.write('UPDATE shop.orders SET paid = 1');
    await shop.write("UPDATE shop.orders SET note = 'sent' WHERE id = 7");
    const gtid = (await updates()).at(-2)?.gtid ?? '';
    await expect(shop.backup('restore', '--except', gtid)).rejects.toThrow(
      /1 transactions after .* update shop\.orders too, the first is .*: the rows that they touched/,
    );
    await shop.backup('restore', '--except', gtid, '--accept-later-updates');
    expect(await paidOf(7)).toBe('1.00');
    expect(await paidOf(8)).not.toBe('1.00');
    expect(before?.paid).not.toBe('1.00');
    await shop.backup('release');
    await shop.write('UPDATE shop.orders SET paid = id + 0.25');
  });

  test('to a time: what was committed before it, and nothing else', async () => {
    await shop.backup('full');
    const before = await order(5);
    await pause(20);
    const [row] = await shop.write("SELECT DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%fZ') AS at");
    await pause(20);
    await order(5);
    await shop.archived();
    await shop.backup('restore', '--time', String(row?.at));
    expect(await shop.restoredOrders()).toEqual(before);
    await shop.backup('release');
  });

  test('the archive follows the new primary: what is replayed comes from both', async () => {
    const old = shop.primary;
    await shop.backup('full');
    await order(5);
    await shop.shell(old, 'kill -9 $(cat /run/ha-drill/mysqld.pid)');
    await shop.writable();
    const all = await order(15);
    await shop.shell(old, 'kill -USR1 1');
    await shop.missingIs(/^$/);
    await shop.archived();
    await shop.backup('restore');
    expect(await shop.restoredOrders()).toEqual(all);
    await shop.backup('release');
  });

  /** So many orders more; resolves with what there is then. */
  async function order(more: number): Promise<Orders> {
    const { last } = await shop.orders();
    await shop.order(last + 1, last + more);
    return shop.orders();
  }

  /** The transactions in the archive that updated orders, oldest first. */
  async function updates(): Promise<Match[]> {
    await shop.archived();
    const words = ['find', '--kind', 'update', '--schema', 'shop', '--table', 'orders'];
    return shop.backupAs(z.array(matchSchema), ...words);
  }

  async function paidOf(id: number): Promise<string> {
    const at = { host: shop.cluster.backup?.address ?? '', port: 3306 };
    const [row] = await shop.ask(at, `SELECT CAST(paid AS CHAR) AS paid FROM shop.orders WHERE id = ${id}`);
    return String(row?.paid);
  }
});
