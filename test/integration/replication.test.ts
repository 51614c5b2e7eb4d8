import { afterEach, describe, expect, test } from 'vitest';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { type Up, up } from './topology.ts';

let running: Up | undefined;
afterEach(async () => {
  await running?.down();
  running = undefined;
});

async function start(...options: Parameters<typeof up>): Promise<Up> {
  running = await up(...options);
  return running;
}

/** The server id that answers at an address. */
const serverIdAt = async ({ ask }: Up, at: { host: string; port: number }) =>
  Number((await ask(at, 'SELECT @@server_id AS id'))[0]?.id);

test('standalone: one server, healthy until it is read-only', async () => {
  const it = await start('standalone');
  expect(it.primary).toBe('db1');
  await it.ask('db1', 'SET GLOBAL super_read_only = ON');
  await it.missingIs(/^0 writable nodes, expected 1; db1: read-only/);
  // Of its channels the first by name counts, and the one without a name before all others.
  const to = (host: string, channel: string) =>
    it.ask('db1', `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '${host}' FOR CHANNEL '${channel}'`);
  const sourceIs = (host: string) =>
    expect.poll(() => it.states().get('db1')?.source?.host, { timeout: patienceMs }).toBe(host);
  await to('second.invalid', 'b');
  await sourceIs('second.invalid');
  await to('first.invalid', 'a');
  await sourceIs('first.invalid');
  await to('unnamed.invalid', '');
  await sourceIs('unnamed.invalid');
});

test('async: nothing is acknowledged, and whoever turns that on is told', async () => {
  const it = await start('async');
  const [source] = await it.ask(it.primary, "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_source_status'");
  expect(source?.Value).toBe('OFF');
  await it.ask(it.primary, 'SET GLOBAL rpl_semi_sync_source_enabled = ON');
  await it.missingIs(new RegExp(`^${it.primary}: waits for acknowledgements`));
});

test('delayed-replica: the fourth node holds back what it received, until its delay is ended', async () => {
  const it = await start('delayed-replica', { DELAY_SECONDS: '600' });
  const late = () => it.states().get('db4');
  expect(late()?.source?.delaySeconds).toBe(600);
  expect(late()?.semisync?.replicaActive).toBe(false);
  expect(await it.ask('db4', "SHOW DATABASES LIKE 'ha_drill'")).toEqual([]);
  const db4 = it.cluster.nodes.find(({ name }) => name === 'db4');
  if (!db4) throw new Error('no db4');
  const { admin } = it.cluster.accounts;
  await withSession(mysql, db4, admin, (meddler) =>
    withSession(mysql, db4, admin, async (connection) => {
      // As a failover manager does it that finds an applier stopped, but more often; so not for as long as we try.
      const untilMs = performance.now() + 500;
      const meddling = (async () => {
        while (performance.now() < untilMs) await meddler.query('START REPLICA SQL_THREAD');
      })();
      await it.replication.endDelay?.(connection);
      await meddling;
    }),
  );
  await waitFor({ what: 'the row on db4', deadlineMs: patienceMs }, async () => {
    const found = await it.ask('db4', "SHOW DATABASES LIKE 'ha_drill'");
    return found.length === 1 ? { done: true, value: undefined } : { done: false, state: 'not there' };
  });
  // In maintenance: else the manager starts it again, maybe before anybody has seen it stopped.
  const stopped = ['db1', 'db2'].find((name) => name !== it.primary) ?? '';
  await it.ask(stopped, 'SET GLOBAL super_read_only = OFF');
  await it.ask(stopped, 'STOP REPLICA');
  await it.missingIs(new RegExp(`${stopped}: receiver is off`));
});

describe('group-replication', () => {
  test('is routed by role and by statement; a member that left is missed, and an operator lets it in again', async () => {
    const it = await start('group-replication');
    const [write] = it.cluster.endpoints.write.hosts;
    const read = it.cluster.endpoints.read?.hosts[0];
    if (!read) throw new Error('no endpoint for reads');
    const primary = it.states().get(it.primary)?.serverId;
    await expect.poll(() => serverIdAt(it, write).catch(String)).toBe(primary);
    const others = [1, 2, 3].filter((id) => id !== primary);
    const split = { ...write, port: 6450 };
    // Router asks the members of the group now and then who they are.
    for (const at of [read, split])
      await expect.poll(async () => others.includes(await serverIdAt(it, at).catch(() => 0))).toBe(true);
    await it.ask(split, 'CREATE TABLE ha_drill.written (id INT PRIMARY KEY)');
    await it.ask(split, 'INSERT INTO ha_drill.written VALUES (@@server_id)');
    expect(await it.ask(it.primary, 'SELECT id FROM ha_drill.written')).toEqual([{ id: primary }]);

    const other = it.cluster.nodes.find(({ name }) => name !== it.primary);
    if (!other) throw new Error('no other member');
    await it.ask(other.name, 'STOP GROUP_REPLICATION');
    await it.missingIs(new RegExp(`${other.name}: is OFFLINE in its group`));
    const step = it.replication.nextSteps?.(it.states(), it.cluster.nodes, it.cluster.accounts)[0];
    expect(step?.text).toBe(`let ${other.name} join its group again: it is OFFLINE`);
    await withSession(mysql, other, it.cluster.accounts.admin, async (connection) => step?.run(connection));
    await it.missingIs(/^$/);
  });

  test('of which nobody is left is started anew, and the others join', async () => {
    const it = await start('group-replication');
    for (const { name } of it.cluster.nodes) await it.ask(name, 'STOP GROUP_REPLICATION');
    await it.missingIs(/db1: is OFFLINE.*db2: is OFFLINE.*db3: is OFFLINE/);
    for (let steps = 0; it.missing().length > 0 && steps < 3; steps += 1) {
      const step = await waitFor({ what: 'something for an operator to do', deadlineMs: patienceMs }, () => {
        const next = it.replication.nextSteps?.(it.states(), it.cluster.nodes, it.cluster.accounts)[0];
        return next ? { done: true, value: next } : { done: false, state: it.missing().join('; ') };
      });
      const at = it.cluster.nodes.find(({ name }) => name === step.node);
      if (!at) throw new Error(`no ${step.node}`);
      await withSession(mysql, at, it.cluster.accounts.admin, step.run);
      await waitFor({ what: `${step.node} to be a member`, deadlineMs: patienceMs }, () => {
        const state = it.states().get(step.node)?.group?.state;
        return state === 'ONLINE' ? { done: true, value: state } : { done: false, state: `${state}` };
      });
    }
    await it.missingIs(/^$/);
  });

  test('is dissolved for good, and formed anew, with the metadata that Router finds it by', async () => {
    const it = await start('group-replication');
    const { nodes, accounts, endpoints } = it.cluster;
    const { dismiss, form } = it.replication;
    if (!dismiss || !form) throw new Error('a group that cannot be dissolved');
    const others = nodes.filter(({ name }) => name !== it.primary);
    const primary = nodes.filter(({ name }) => name === it.primary);
    for (const node of [...others, ...primary]) await withSession(mysql, node, accounts.admin, dismiss);
    await it.missingIs(/^0 writable nodes.*db1: is OFFLINE.*db2: is OFFLINE.*db3: is OFFLINE/);
    const persisted = `SELECT VARIABLE_VALUE AS value FROM performance_schema.persisted_variables
                        WHERE VARIABLE_NAME = 'group_replication_start_on_boot'`;
    for (const { name } of nodes) expect(await it.ask(name, persisted)).toEqual([{ value: 'OFF' }]);
    const sql =
      "UPDATE mysql_innodb_cluster_metadata.v2_instances SET mysql_server_uuid = CONCAT('gone-', instance_id)";
    await withSession(mysql, nodes[0] ?? endpoints.write.hosts[0], accounts.admin, async (connection) => {
      await connection.query('SET GLOBAL super_read_only = OFF');
      await connection.query('SET sql_log_bin = OFF');
      await connection.query(sql);
    });
    await form(nodes, accounts, { deadlineMs: patienceMs });
    await it.missingIs(/^$/);
    const id = await waitFor({ what: 'Router to find the primary', deadlineMs: patienceMs }, async () => {
      const found = await serverIdAt(it, endpoints.write.hosts[0]).catch(() => undefined);
      return found === undefined ? { done: false, state: 'nobody there' } : { done: true, value: found };
    });
    expect(id).toBe(it.states().get('db1')?.serverId);
  });
});

test('group-replication-multi: every member takes writes, and of two that conflict one is rolled back', async () => {
  const it = await start('group-replication-multi');
  const [one, two] = it.cluster.nodes;
  if (!one || !two) throw new Error('no members');
  await it.ask(one.name, 'INSERT INTO ha_drill.probe VALUES (1)');
  const { admin } = it.cluster.accounts;
  const update = (to: number) => `UPDATE ha_drill.probe SET token = ${to} WHERE token = 1`;
  await withSession(mysql, one, admin, (first) =>
    withSession(mysql, two, admin, async (second) => {
      await waitFor({ what: 'the row on the other member', deadlineMs: patienceMs }, async () => {
        const rows = await it.ask(two.name, 'SELECT token FROM ha_drill.probe WHERE token = 1');
        return rows.length === 1 ? { done: true, value: undefined } : { done: false, state: 'not there' };
      });
      for (const [connection, to] of [
        [first, 11],
        [second, 12],
      ] as const) {
        await connection.query('BEGIN');
        await connection.query(update(to));
      }
      const ends = await Promise.allSettled([first.query('COMMIT'), second.query('COMMIT')]);
      expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    }),
  );
  await it.ask(two.name, 'SET GLOBAL super_read_only = ON');
  await it.missingIs(/2 writable nodes, expected 3; .*db2: read-only, expected a member that accepts writes/);
});
