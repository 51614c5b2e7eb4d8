import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureImages } from '../../src/docker/images.ts';
import { runInside } from '../../src/docker/run-inside.ts';
import { mariadb } from '../../src/engine/mariadb/engine.ts';
import { replications } from '../../src/engine/mariadb/replication.ts';
import type { Session } from '../../src/engine/session.ts';
import { executedBy, receivedBy } from '../../src/engine/transactions.ts';
import type { Shell } from '../../src/engine/types.ts';
import { packageRoot } from '../../src/package-root.ts';
import { waitFor } from '../../src/wait.ts';
import { engineContract } from '../contract/engine.ts';
import { patienceMs } from '../support/patience.ts';
import { admin, docker, type Server, startServer } from './server.ts';

const servers: Server[] = [];
const sessions: Session[] = [];
const account = { user: 'ha_replication', password: 'it-replication' };
const at = (index: number) => {
  const { service } = servers[index] ?? {};
  return { name: service?.address ?? '', host: service?.address ?? '', port: 3306 };
};

beforeAll(async () => {
  const { mariadb: image } = await ensureImages(docker, () => undefined, ['mariadb']);
  const supervisor = fileURLToPath(new URL('images/mysql/supervisor.sh', packageRoot));
  for (const id of [1, 2, 3]) {
    const server = await startServer(`db${id}`, image.tag, {
      volumes: [{ source: supervisor, target: '/ha-drill/supervisor.sh' }],
      command: [`--server-id=${id}`, '--log-bin=binlog', '--log-slave-updates=ON', '--gtid-strict-mode=ON'],
      environment: { HA_DRILL_SERVER: 'mariadbd' },
    });
    servers.push(server);
  }
  for (const index of [0, 1]) sessions.push(await mariadb.session(at(index), admin, 5000));
  await replications.async.form(
    [at(0), at(1)],
    { admin, replication: account, application: admin },
    { deadlineMs: patienceMs },
  );
  await source().query('CREATE DATABASE shop');
  await source().query('CREATE TABLE shop.things (id INT PRIMARY KEY)');
  for (const id of [1, 2, 3]) await source().query('INSERT INTO shop.things VALUES (?)', [id]);
});
afterAll(async () => {
  for (const session of sessions) session.destroy();
  await Promise.all(servers.map(({ container }) => container.stop({ removeVolumes: true })));
});

const [source, replica] = [0, 1].map((index) => () => sessions[index] as Session) as [
  () => Session,
  () => Session,
];
/** 0 once the server has executed a position: its own word (MASTER_GTID_WAIT). */
const waited = async (session: Session, position: string) =>
  (
    await session.query<{ late: number }>('SELECT MASTER_GTID_WAIT(?, ?) AS late', [
      position,
      patienceMs / 1000,
    ])
  )[0]?.late;

test('the sets of a source and its replica are what the servers say of them', async () => {
  const [position] = await source().query<{ at: string }>('SELECT @@global.gtid_binlog_pos AS at');
  expect(await waited(replica(), position?.at ?? '')).toBe(0);
  const all = executedBy(await mariadb.observe(source()));
  const theirs = await mariadb.observe(replica());
  expect(all.count).toBe(5);
  expect(executedBy(theirs).contains(all)).toBe(true);
  expect(all.contains(executedBy(theirs))).toBe(true);
  await waitFor({ what: 'all to be received', deadlineMs: patienceMs }, async () => {
    const received = receivedBy(await mariadb.observe(replica()));
    return received.contains(all)
      ? { done: true, value: undefined }
      : { done: false, state: String(received) };
  });
});

test('what a replica has of its own is found to the transaction, and its source refuses it as the set says', async () => {
  await replica().query('CREATE DATABASE errant');
  await replica().query('CREATE TABLE errant.rows_of_its_own (id INT)');
  const errant = executedBy(await mariadb.observe(replica())).minus(
    executedBy(await mariadb.observe(source())),
  );
  expect(errant.count).toBe(2);
  expect(errant.of('2').count).toBe(2);
  await replica().query('STOP REPLICA');
  await source().query('CREATE DATABASE goes_on');
  await replica().query('CHANGE MASTER TO MASTER_DEMOTE_TO_SLAVE = 1, MASTER_USE_GTID = slave_pos');
  await replica().query('START REPLICA');
  const error = await waitFor({ what: 'the source to refuse', deadlineMs: patienceMs }, async () => {
    const { source: channel } = await mariadb.observe(replica());
    const text = channel?.receiverError ?? '';
    return text === ''
      ? { done: false, state: channel?.receiver ?? 'no channel' }
      : { done: true, value: text };
  });
  expect(error).toMatch(/not in the master's binlog/);
  expect((await mariadb.observe(replica())).source?.logsPurged).toBe(false);
});

test('a replica that is copied anew has what its source has, nothing of its own, and follows again', async () => {
  const accounts = { admin, replication: account, application: admin };
  const container = docker.getContainer(servers[1]?.service.containerId ?? '');
  const shell: Shell = (words, stdin) => runInside(container, words, stdin);
  // Not replicated: whoever has them has them from the copy.
  const definitions = [
    'SET SESSION sql_log_bin = OFF',
    'CREATE ROLE teller',
    'GRANT SELECT ON shop.* TO teller',
    "CREATE USER clerk@'%' IDENTIFIED BY 'it-clerk'",
    "GRANT teller TO clerk@'%'",
    "GRANT INSERT ON shop.things TO clerk@'%'",
    'SET SESSION sql_log_bin = ON',
  ];
  for (const sql of definitions) await source().query(sql);
  await replications.async.reclone(replica(), at(0), accounts, shell);
  const [ours, theirs] = [await mariadb.observe(source()), await mariadb.observe(replica())];
  expect(theirs.source).toBeNull();
  expect(executedBy(theirs).contains(executedBy(ours))).toBe(true);
  expect(executedBy(ours).contains(executedBy(theirs))).toBe(true);
  expect(await replica().query("SHOW DATABASES LIKE 'errant'")).toEqual([]);
  const grants = (session: Session, of: string) => session.query(`SHOW GRANTS FOR ${of}`);
  for (const of of ['teller', "clerk@'%'"]) {
    expect(new Set(await grants(replica(), of))).toEqual(new Set(await grants(source(), of)));
  }
  expect(await grants(replica(), "clerk@'%'")).toHaveLength(3);
  expect(await replica().query('SELECT COUNT(*) AS things FROM shop.things')).toEqual([{ things: 3 }]);
  const states = new Map([
    ['db1', ours],
    ['db2', theirs],
  ]);
  const nodes = [
    { ...at(0), name: 'db1' },
    { ...at(1), name: 'db2' },
  ];
  expect(replications.async.nextSteps(states, nodes, accounts).map(({ node }) => node)).toEqual(['db2']);
});

let count = 0;
engineContract('MariaDB', {
  engine: mariadb,
  server: () => [at(2), admin, 5000],
  write: () => {
    count += 1;
    return `CREATE DATABASE contract_${count}`;
  },
  refused: 'INSERT INTO nowhere.nothing VALUES (1)',
});
