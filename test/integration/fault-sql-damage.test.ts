import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../src/engine/session.ts';
import { fault as deleteWithoutWhere } from '../../src/faults/delete-without-where/fault.ts';
import { fault as dropDatabase } from '../../src/faults/drop-database/fault.ts';
import { fault as dropTable } from '../../src/faults/drop-table/fault.ts';
import { inject } from '../../src/faults/inject.ts';
import { doDamage } from '../../src/faults/shared/sql/damage.ts';
import { rowsOf } from '../../src/faults/shared/sql/sql.ts';
import { fault as truncate } from '../../src/faults/truncate/fault.ts';
import type { Injection } from '../../src/faults/types.ts';
import { fault as updateWithoutWhere } from '../../src/faults/update-without-where/fault.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { images } from './server.ts';
import { fillLedger, type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';
import { clock, contextOf } from './target.ts';

const at = { schema: 'ledger', table: 'entries' };
let server: SqlServer;

beforeAll(async () => {
  server = await startSqlServer('db1', 'primary', (await images()).mysql);
});

afterAll(stopSqlServers);

beforeEach(() => fillLedger(server, 3));

const count = async () => (await server.ask<{ n: number }>('SELECT COUNT(*) AS n FROM ledger.entries'))[0]?.n;
const executed = async () => {
  const [row] = await server.ask<{ gtids: string }>('SELECT @@global.gtid_executed AS gtids');
  return row?.gtids ?? '';
};

/** The proof, after it was seen that the instant of effect is bracketed and that the GTID is the statement's own. */
async function evidenceOf(inject: () => Promise<Injection>): Promise<string> {
  const before = await executed();
  const orderedAtMs = clock.nowMs();
  const injection = await inject();
  const injectedAtMs = clock.nowMs();
  const { effectAtMs, healing } = injection;
  const { proved, evidence } = await injection.prove();
  expect(proved).toBe(true);
  expect(healing).toBeNull();
  expect(effectAtMs).toBeGreaterThan(orderedAtMs);
  expect(effectAtMs).toBeLessThan(injectedAtMs);
  const [row] = await server.ask<{ own: string }>(
    `SELECT GTID_SUBTRACT(@@global.gtid_executed, '${before}') AS own`,
  );
  expect(row?.own).toMatch(/^[0-9a-f-]{36}:\d+$/);
  return evidence.replace(row?.own ?? '', '<own GTID>');
}

/** Closes the connection that is in `statement`, then looks at what was made of it. */
async function closeDuring(
  statement: string,
  part: Promise<Injection>,
  look: (part: Injection) => Promise<void>,
) {
  const sql = 'SELECT PROCESSLIST_ID AS id FROM performance_schema.threads WHERE PROCESSLIST_INFO =';
  const id = await waitFor({ what: `a session in ${statement}`, deadlineMs: patienceMs }, async () => {
    const [row] = await server.ask<{ id: number }>(`${sql} '${statement}'`);
    return row ? { done: true, value: row.id } : { done: false, state: 'none' };
  });
  await server.ask(`KILL CONNECTION ${id}`);
  await look(await part);
}

describe('data destroyed by a statement', () => {
  test('drop-database', async () => {
    const context = contextOf(server.target);
    const inject = () => dropDatabase.inject([server.target], { schema: 'ledger' }, context);
    expect(await evidenceOf(inject)).toBe('db1: schema ledger is gone; committed as <own GTID>');
    expect(await server.ask("SHOW DATABASES LIKE 'ledger'")).toEqual([]);
    await expect(inject()).rejects.toThrow("Can't drop database 'ledger'; database doesn't exist");
  });

  test('whose answer never comes: what another session sees tells', async () => {
    await server.ask('CREATE DATABASE IF NOT EXISTS shop');
    await server.ask('CREATE PROCEDURE shop.lose() BEGIN DROP DATABASE ledger; DO SLEEP(60); END');
    const seen = async (other: Session) => {
      const gone = (await rowsOf(other, "SHOW DATABASES LIKE 'ledger'")).length === 0;
      return { proved: gone, evidence: gone ? 'gone' : 'there' };
    };
    const lose = (sql: string) => doDamage(server.target, contextOf(server.target), () => ({ sql, seen }));
    const untold = 'the server closed the connection without an answer';
    await closeDuring('DO SLEEP(61)', lose('DO SLEEP(61)'), async (part) =>
      expect(await part.prove()).toEqual({ proved: false, evidence: `there; ${untold}` }),
    );
    await closeDuring('DO SLEEP(60)', lose('CALL shop.lose()'), async (part) =>
      expect(await part.prove()).toEqual({ proved: true, evidence: `gone; ${untold}` }),
    );
  });

  test('drop-table', async () => {
    const context = contextOf(server.target);
    const inject = () => dropTable.inject([server.target], at, context);
    expect(await evidenceOf(inject)).toBe('db1: table ledger.entries is gone; committed as <own GTID>');
    expect(await server.ask('SHOW TABLES FROM ledger')).toEqual([]);
  });

  test('truncate', async () => {
    const inject = () => truncate.inject([server.target], at, contextOf(server.target));
    expect(await evidenceOf(inject)).toBe(
      'db1: ledger.entries: 3 rows before, 0 now; committed as <own GTID>',
    );
    expect(await count()).toBe(0);
  });

  test('update-without-where', async () => {
    const change = { ...at, column: 'value', value: 7 };
    const inject = () => updateWithoutWhere.inject([server.target], change, contextOf(server.target));
    expect(await evidenceOf(inject)).toBe(
      'db1: ledger.entries: 3 rows overwritten, 3 have value = 7 now; committed as <own GTID>',
    );
    expect(await server.ask('SELECT DISTINCT value FROM ledger.entries')).toEqual([{ value: 7 }]);
  });

  test('delete-without-where', async () => {
    const inject = () => deleteWithoutWhere.inject([server.target], at, contextOf(server.target));
    expect(await evidenceOf(inject)).toBe(
      'db1: ledger.entries: 3 rows deleted, 0 there now; committed as <own GTID>',
    );
    expect(await count()).toBe(0);
  });

  test.each([
    ['truncate', truncate],
    ['delete-without-where', deleteWithoutWhere],
  ])('%s of an empty table proves nothing', async (_, fault) => {
    await fillLedger(server, 0);
    const injection = await fault.inject([server.target], at, contextOf(server.target));
    expect((await injection.prove()).proved).toBe(false);
  });

  test('is refused on a replica', async () => {
    const replica = { ...server.target, role: 'replica' as const };
    await expect(inject(truncate, [replica], at, contextOf(server.target))).rejects.toThrow(
      'truncate needs a primary: db1 plays the role "replica".',
    );
    expect(await count()).toBe(3);
  });
});
