import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fault as connectionsExhausted } from '../../src/faults/connections-exhausted/fault.ts';
import { fault as lockTable } from '../../src/faults/lock-table/fault.ts';
import { fault as longTransaction } from '../../src/faults/long-transaction/fault.ts';
import type { FaultContext, Injection, Proof } from '../../src/faults/types.ts';
import { application, images } from './server.ts';
import { fillLedger, type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';
import { contextOf } from './target.ts';

const at = { schema: 'ledger', table: 'entries' };
let server: SqlServer;
let context: FaultContext;
let injection: Injection | undefined;

beforeAll(async () => {
  server = await startSqlServer('db1', 'primary', (await images()).mysql);
  context = contextOf(server.target);
  await fillLedger(server, 3);
});

afterAll(stopSqlServers);

// Also when a test failed before it healed.
afterEach(() => injection?.healing?.heal());

const proof = (evidence: string): Proof => ({ proved: true, evidence });
/** Sessions other than the one that asks. The server frees one some time after its client has left: await none. */
const sessions = () => server.ask('SELECT ID FROM performance_schema.processlist WHERE COMMAND = "Sleep"');

describe('lock-table', () => {
  const locks = () =>
    server.ask(
      `SELECT LOCK_TYPE FROM performance_schema.metadata_locks
        WHERE OBJECT_SCHEMA = 'ledger' AND OBJECT_NAME = 'entries' AND LOCK_STATUS = 'GRANTED'`,
    );

  test('everybody else waits until it is healed', async () => {
    expect(await locks()).toEqual([]);
    injection = await lockTable.inject([server.target], at, context);
    expect(await injection.prove()).toEqual(
      proof('db1: another session waited 1 s for ledger.entries in vain'),
    );
    expect(await locks()).toEqual([{ LOCK_TYPE: 'SHARED_NO_READ_WRITE' }]);

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toEqual(proof('db1: another session reads ledger.entries'));
    await expect.poll(locks).toEqual([]);
    expect(await injection.prove()).toMatchObject({ proved: false });
    await expect.poll(sessions).toEqual([]);
  });

  test('a table that is not there is refused, and nothing stays open', async () => {
    const missing = lockTable.inject([server.target], { schema: 'ledger', table: 'nothing' }, context);
    await expect(missing).rejects.toThrow("Table 'ledger.nothing' doesn't exist");
    await expect.poll(sessions).toEqual([]);
  });
});

describe('long-transaction', () => {
  const insert = 'INSERT INTO ledger.entries VALUES (2, 1, 1, 1)';
  const rollBack = 'DELETE FROM ledger.entries WHERE writer = 2';
  const impatient = 'SET GLOBAL innodb_lock_wait_timeout = ';

  beforeEach(async () => {
    await server.ask(`${impatient} 1`);
    return () => server.ask(`${impatient} DEFAULT`);
  });

  test('rows cannot be written or inserted, and can be read, until it is healed', async () => {
    await server.ask(insert, application);
    await server.ask(rollBack, application);
    injection = await longTransaction.inject([server.target], at, context);
    expect(await injection.prove()).toEqual(
      proof(
        expect.stringMatching(
          /^db1: a transaction holds [4-9] row locks; a row of ledger.entries is refused to others$/,
        ),
      ),
    );
    await expect(server.ask(insert, application)).rejects.toThrow('Lock wait timeout exceeded');
    expect(await server.ask('SELECT COUNT(*) AS n FROM ledger.entries', application)).toEqual([{ n: 3 }]);

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toEqual(proof('db1: the transaction is rolled back'));
    // What this view shows may be 100 ms old (manual, "InnoDB INFORMATION_SCHEMA Transaction and Locking Information").
    await expect.poll(() => server.ask('SELECT * FROM information_schema.INNODB_TRX')).toEqual([]);
    await server.ask(insert, application);
    await server.ask(rollBack, application);
    expect(await injection.prove()).toMatchObject({ proved: false });
  });
});

describe('connections-exhausted', () => {
  test('applications are refused, an administrator gets in, and all is free after healing', async () => {
    await expect.poll(sessions).toEqual([]);
    injection = await connectionsExhausted.inject([server.target], {}, context);
    expect(await injection.prove()).toEqual(
      proof(
        'db1: 151 idle connections opened, the next was refused: Too many connections (max_connections = 151)',
      ),
    );
    await expect(server.ask('SELECT 1', application)).rejects.toThrow('Too many connections');
    // The administrator has one connection above the limit, and the server frees a closed one late.
    await expect.poll(sessions).toHaveLength(151);

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toEqual(
      proof(expect.stringMatching(/^db1: \d+ of 151 connections in use$/)),
    );
    expect(await server.ask('SELECT 1 AS one', application)).toEqual([{ one: 1 }]);
    await expect.poll(sessions).toEqual([]);
  });
});

test('what sessions hold ends with their server: healed, though nobody answers', async () => {
  injection = await lockTable.inject([server.target], at, context);
  await server.container.exec(['sh', '-c', 'kill -9 $(cat /run/ha-drill/mysqld.pid)']);
  await expect
    .poll(async () => (await server.ask('SELECT 1').catch((error) => error)).code)
    .toBe('ECONNREFUSED');
  await expect(injection.prove()).resolves.toMatchObject({ proved: false });
  await injection.healing?.heal();
  expect(await injection.healing?.prove()).toEqual(
    proof('db1: the server is down, and its sessions with it'),
  );
});
