import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { observe } from '../../src/engine/mysql/observe.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { fault as breakReplication } from '../../src/faults/break-replication/fault.ts';
import { fault as errantTransaction } from '../../src/faults/errant-transaction/fault.ts';
import { inject } from '../../src/faults/inject.ts';
import { fault as purgeBinlogs } from '../../src/faults/purge-binlogs/fault.ts';
import { fault as replicaLag } from '../../src/faults/replica-lag/fault.ts';
import type { FaultContext, Injection, Proof } from '../../src/faults/types.ts';
import { follow } from '../../src/programs/mysql/receiver.ts';
import { connect } from '../../src/programs/mysql/session.ts';
import { admin, application, images } from './server.ts';
import { fillLedger, type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';
import { contextOf } from './target.ts';

const at = { schema: 'ledger', table: 'entries' };
let primary: SqlServer;
let replica: SqlServer;
let context: FaultContext;
let injection: Injection | undefined;
let sequence = 0;

beforeAll(async () => {
  const { mysql: image } = await images();
  primary = await startSqlServer('db1', 'primary', image);
  replica = await startSqlServer('db2', 'replica', image);
  context = contextOf(primary.target, replica.target);
  await replica.ask('SET GLOBAL server_id = 2');
  await replica.ask('SET GLOBAL super_read_only = ON');
  const account = { user: 'ha_replication', password: 'it-replication' };
  const server = await connect(replica.at, admin, 5000);
  await follow(server, { ...primary.at, account, heartbeatMs: 1000, delaySeconds: 0 });
  server.destroy();
  await fillLedger(primary, 3);
});

// Also when a test failed before it healed.
afterEach(() => injection?.healing?.heal());

afterAll(stopSqlServers);

const proof = (evidence: string): Proof => ({ proved: true, evidence });
const stateOf = (server: SqlServer) => withSession(mysql, server.at, admin, observe);
const write = () => {
  sequence += 1;
  return primary.ask(`INSERT INTO ledger.entries VALUES (9, ${sequence}, 1, 1)`, application);
};
const rows = async (server: SqlServer) =>
  (await server.ask<{ n: number }>('SELECT COUNT(*) AS n FROM ledger.entries'))[0]?.n;
/** Waits until the replica has what the primary has. */
const inStep = async () => {
  const { executed } = await stateOf(primary);
  await expect.poll(async () => (await stateOf(replica)).executed).toContain(executed);
};

test('a read-only server refuses the locks that are for primaries only', async () => {
  await inStep();
  await expect(replica.ask('LOCK TABLES ledger.entries WRITE')).rejects.toThrow('--super-read-only');
  const sql = 'SELECT 1 FROM ledger.entries LIMIT 1 FOR UPDATE';
  await expect(replica.ask(sql)).rejects.toThrow('--super-read-only');
});

describe('replica-lag', () => {
  test('the replica receives and does not apply, until it is healed', async () => {
    await inStep();
    injection = await replicaLag.inject([replica.target], {}, context);
    const before = await rows(replica);
    await write();
    expect(await injection.prove()).toEqual(
      proof(expect.stringMatching(/^db2: received and not applied: [0-9a-f-]{36}:\d+$/)),
    );
    expect(await rows(replica)).toBe(before);

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toEqual(proof('db2: applied all it received'));
    expect(await rows(replica)).toBe(await rows(primary));
  });

  test('is refused on a primary', async () => {
    const refused = inject(replicaLag, [primary.target], {}, context);
    await expect(refused).rejects.toThrow('replica-lag needs a replica: db1 plays the role "primary".');
  });
});

describe('break-replication', () => {
  test('the applier stops with an error, and goes on when healed, with no GTID of its own', async () => {
    await inStep();
    injection = await breakReplication.inject([replica.target], at, context);
    expect(await stateOf(replica)).toMatchObject({ raw: { super_read_only: 1 }, source: { applier: 'on' } });
    await write();
    expect(await injection.prove()).toEqual(
      proof(expect.stringMatching(/^db2: the applier stopped: .*Table 'ledger.entries' doesn't exist/)),
    );
    expect((await stateOf(replica)).source).toMatchObject({ applier: 'off' });

    await injection.healing?.heal();
    await injection.healing?.heal();
    expect(await injection.healing?.prove()).toEqual(proof('db2: applied all it received'));
    const { executed, raw } = await stateOf(replica);
    expect({ executed, superReadOnly: raw?.super_read_only }).toEqual({
      executed: (await stateOf(primary)).executed,
      superReadOnly: 1,
    });
    expect(await rows(replica)).toBe(await rows(primary));
  });
});

describe('purge-binlogs', () => {
  test('what was in the logs cannot be sent any more', async () => {
    await inStep();
    const { executed } = await stateOf(primary);
    injection = await purgeBinlogs.inject([primary.target], {}, context);
    const { evidence, proved } = await injection.prove();
    expect(proved).toBe(true);
    expect(evidence).toMatch(/^db1: [1-9]\d* binary logs purged, \d+ kept; the oldest is binlog\.\d+$/);
    expect(await primary.ask('SHOW BINARY LOGS')).toHaveLength(1);
    expect(await primary.ask('SELECT @@global.gtid_purged AS gtids')).toEqual([{ gtids: executed }]);
    expect(injection.healing).toBeNull();
    await write();
    await inStep();
  });
});

describe('errant-transaction', () => {
  const errant = async () => {
    const { executed } = await stateOf(primary);
    const sql = `SELECT GTID_SUBTRACT(@@global.gtid_executed, '${executed}') AS gtids`;
    return (await replica.ask<{ gtids: string }>(sql))[0]?.gtids;
  };

  test('the replica has transactions that the primary lacks, and is read-only as before', async () => {
    await inStep();
    expect(await errant()).toBe('');
    injection = await errantTransaction.inject([replica.target], {}, context);
    const { proved, evidence } = await injection.prove();
    expect(proved).toBe(true);
    const { serverUuid, raw } = await stateOf(replica);
    expect(evidence).toBe(
      `db2: committed ${serverUuid}:1,${serverUuid}:2,${serverUuid}:3, never received from its source; it is read-only`,
    );
    expect(raw?.super_read_only).toBe(1);
    expect(await errant()).toBe(`${serverUuid}:1-3`);
    expect(injection.healing).toBeNull();
  });

  test('is refused on a primary', async () => {
    const refused = inject(errantTransaction, [primary.target], {}, context);
    await expect(refused).rejects.toThrow(
      'errant-transaction needs a replica: db1 plays the role "primary".',
    );
  });
});
