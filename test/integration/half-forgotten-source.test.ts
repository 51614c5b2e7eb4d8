import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureImages } from '../../src/docker/images.ts';
import { follow, followNobody, resumeReplication } from '../../src/programs/mysql/receiver.ts';
import { connect } from '../../src/programs/mysql/session.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';
import { accounts, passwords, prepared, server } from './supervised.ts';

/** Found by the drill candidate-killed: a server that is killed in RESET REPLICA ALL keeps half of its metadata. */
let db: ReturnType<typeof server>;
let stop: () => Promise<unknown> = async () => undefined;
beforeAll(async () => {
  const { mysql } = await ensureImages(docker, () => undefined, ['mysql']);
  const container = await prepared(mysql.tag)
    .withEnvironment(passwords)
    .withCommand([
      '--server-id=7',
      '--gtid-mode=ON',
      '--enforce-gtid-consistency=ON',
      '--skip-replica-start',
      '--relay-log-recovery=ON',
      '--replica-parallel-workers=16',
    ])
    .start();
  stop = () => container.stop({ removeVolumes: true });
  db = server(container);
});
afterAll(() => stop());

const source = {
  host: 'nowhere',
  port: 3306,
  account: accounts.replication,
  heartbeatMs: 250,
  delaySeconds: 0,
};

const on = async <T>(use: (server: Connection) => Promise<T>): Promise<T> => {
  const server = await connect(await db.address(), accounts.admin, 5000);
  return use(server).finally(() => server.destroy());
};

/** What a server killed in the middle of RESET REPLICA ALL comes up with: its source forgotten, its applier not quite. */
async function halfForget(): Promise<void> {
  await on(async (open) => {
    await followNobody(open);
    await follow(open, source);
    await waitFor({ what: 'the workers to be known', deadlineMs: patienceMs }, async () => {
      const workers = await db.value('SELECT COUNT(*) FROM mysql.slave_worker_info');
      return workers === 16 ? { done: true, value: undefined } : { done: false, state: `${workers}` };
    });
    await open.query('STOP REPLICA');
    await open.query('SET SESSION sql_log_bin = 0');
    await open.query('DELETE FROM mysql.slave_master_info');
    await open.query('DELETE FROM mysql.slave_worker_info LIMIT 10');
  });
  await db.killed();
  await db.handle.kill({ signal: 'SIGUSR1' });
  await db.answers();
}

test('a server that was killed while it forgot its source can be made to follow another one', async () => {
  await halfForget();
  const change = "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'db3'";
  await expect(db.query(change), 'the plain statement fails').rejects.toMatchObject({ errno: 1201 });
  await on((open) => follow(open, { ...source, host: 'db3' }));
  expect(await db.value('SELECT HOST FROM performance_schema.replication_connection_configuration')).toBe(
    'db3',
  );
  expect(await db.value('SELECT SERVICE_STATE FROM performance_schema.replication_applier_status')).toBe(
    'ON',
  );
});

test('one that cannot go on forgets what it knew in part, so that it is a clean server next time', async () => {
  await halfForget();
  await expect(on(resumeReplication)).rejects.toThrow();
  await on((open) => follow(open, source));
  expect(await db.value('SELECT SERVICE_STATE FROM performance_schema.replication_applier_status')).toBe(
    'ON',
  );
});
