import { afterAll, beforeAll, expect, test } from 'vitest';
import { serviceOf } from '../../src/docker/cluster.ts';
import { readFileInside } from '../../src/docker/read-file.ts';
import { connect } from '../../src/engine/connect.ts';
import { binaryLogsOf } from '../../src/engine/mysql/binary-logs.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import type { Session } from '../../src/engine/session.ts';
import { withSession } from '../../src/engine/with-session.ts';
import type { LogFiles } from '../../src/reconcile/changed-keys.ts';
import type { Difference } from '../../src/reconcile/compare.ts';
import { type ReconcileOptions, type Reconciliation, reconcile } from '../../src/reconcile/reconcile.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';
import { type Up, up } from './topology.ts';

let running: Up;
let replica = '';
let writing: Promise<number>;
let stop = false;

const options: ReconcileOptions = {
  schemas: ['shop'],
  chunkRows: 100,
  modified: undefined,
  source: undefined,
  times: 10,
  catchUpMs: patienceMs,
};

function sessionOf(name: string): Promise<Session> {
  const node = running.cluster.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no node ${name}`);
  return connect(node, running.cluster.accounts.admin, 5000);
}

function compared(changes: Partial<ReconcileOptions> = {}): Promise<Reconciliation> {
  const account = running.cluster.accounts.admin;
  const nodes = running.cluster.nodes.filter(({ name }) => [running.primary, replica].includes(name));
  return reconcile(
    nodes.map((node) => ({ name: node.name, host: node.host, port: node.port, account })),
    { ...options, ...changes },
  );
}

const differencesOf = ({ nodes }: Reconciliation): Difference[] =>
  nodes.flatMap(({ tables }) => tables.flatMap(({ differences }) => differences));

/** Off the binary log, on the replica alone. */
async function onReplica(...statements: string[]): Promise<void> {
  const session = await sessionOf(replica);
  await session.query('SET GLOBAL super_read_only = OFF');
  await session.query('SET SESSION sql_log_bin = 0');
  for (const sql of statements) await session.query(sql);
  await session.query('SET GLOBAL super_read_only = ON');
  session.destroy();
}

/** Updates, inserts and deletes on the primary until it is stopped: of rows that no test plants a difference in. */
async function write(session: Session): Promise<number> {
  let writes = 0;
  while (!stop) {
    const id = 5000 + (writes % 700);
    await session.query(`REPLACE INTO shop.orders (id, day, text) VALUES (${id}, NOW(), '${writes}')`);
    await session.query(`UPDATE shop.orders SET price = price + 1 WHERE id BETWEEN 2000 AND 2010`);
    if (writes % 3 === 0) await session.query(`DELETE FROM shop.orders WHERE id = ${id - 100}`);
    await session.query(`INSERT INTO shop.keyless VALUES (${writes})`);
    writes += 1;
  }
  session.destroy();
  return writes;
}

beforeAll(async () => {
  running = await up('async');
  replica = running.cluster.nodes.find(({ name }) => name !== running.primary)?.name ?? '';
  const session = await sessionOf(running.primary);
  const rows = Array.from({ length: 3000 }, (_, id) => `(${id + 1}, '2020-01-01', 'text ${id}')`);
  const names = Array.from(
    { length: 300 },
    (_, id) => `('name ${id}', 0x${id.toString(16).padStart(4, '0')})`,
  );
  for (const sql of [
    'CREATE DATABASE shop',
    `CREATE TABLE shop.orders (id BIGINT UNSIGNED PRIMARY KEY, day DATETIME, text TEXT, price DECIMAL(10,2) NOT NULL DEFAULT 1.5,
       more JSON, bytes BLOB, changed TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)`,
    'CREATE TABLE shop.names (name VARCHAR(50), code VARBINARY(8), at DATE DEFAULT (CURRENT_DATE), PRIMARY KEY (name, code))',
    'CREATE TABLE shop.keyless (id INT)',
    `INSERT INTO shop.orders (id, day, text) VALUES ${rows.join(', ')}`,
    `INSERT INTO shop.names (name, code) VALUES ${names.join(', ')}`,
    "UPDATE shop.orders SET changed = '2020-01-01'",
  ])
    await session.query(sql);
  writing = write(session);
});
afterAll(async () => {
  stop = true;
  await writing?.catch(() => 0);
  await running?.down();
});

test('while writes go on, nothing is invented', async () => {
  const result = await compared();
  expect(differencesOf(result)).toEqual([]);
  expect(result.nodes[0]?.tables.map(({ table }) => table)).toEqual([
    'shop.keyless',
    'shop.names',
    'shop.orders',
  ]);
});

let planted: Promise<void> | undefined;
/** Differences on the replica, planted once. */
function plant(): Promise<void> {
  planted ??= onReplica(
    "UPDATE shop.orders SET text = 'changed', bytes = x'00ff' WHERE id = 7",
    'UPDATE shop.orders SET more = \'{"a": 1}\', changed = changed WHERE id = 100',
    'DELETE FROM shop.orders WHERE id IN (101, 3000)',
    'INSERT INTO shop.orders (id) VALUES (18446744073709551615), (0)',
    "UPDATE shop.names SET at = '2001-01-01' WHERE name = 'name 299'",
    "DELETE FROM shop.names WHERE name = 'name 0'",
    'CREATE TABLE shop.besides (id INT PRIMARY KEY)',
  );
  return planted;
}

test('every planted difference is found, down to key and column, and no other', async () => {
  await plant();
  const found = differencesOf(await compared()).map(
    ({ table, key, kind, columns }) => `${kind} ${table} ${key}${columns.map((name) => ` ${name}`).join('')}`,
  );
  expect(found.sort()).toEqual([
    'different shop.names name="name 299", code=0x012B at',
    'different shop.orders id=100 more',
    'different shop.orders id=7 text bytes changed',
    'extra shop.besides null',
    'extra shop.orders id=0',
    'extra shop.orders id=18446744073709551615',
    'missing shop.names name="name 0", code=0x0000',
    'missing shop.orders id=101',
    'missing shop.orders id=3000',
  ]);
});

test('by a column that tells when a row was modified: only what was modified lately', async () => {
  await plant();
  const result = await compared({ modified: { column: 'changed', sinceS: 3600 } });
  expect(
    differencesOf(result)
      .map(({ key }) => key)
      .sort(),
  ).toEqual(['id=0', 'id=18446744073709551615', 'id=7']);
  expect(result.leftOut).toEqual([
    'shop.keyless: it has no column changed of type DATETIME or TIMESTAMP',
    'shop.names: it has no column changed of type DATETIME or TIMESTAMP',
  ]);
});

/** The binary logs of a node, in its container. */
async function logsOf(name: string): Promise<LogFiles> {
  const node = running.cluster.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no node ${name}`);
  const logs = await withSession(mysql, node, running.cluster.accounts.admin, binaryLogsOf);
  const container = docker.getContainer(serviceOf(running.cluster, name).containerId);
  return (logs?.files ?? []).map((file) => ({
    name: file.name,
    read: () => readFileInside(container, `${logs?.folder}/${file.name}`),
  }));
}

test('by the binary logs: rows that were changed on the source, whatever stands before their key', async () => {
  await plant();
  const session = await sessionOf(running.primary);
  const kind = (code: string, small: number) =>
    `(1.5, 2.5, -3, 70000, b'10101010101', 'b', 'x,z', '12:00:01.123', NOW(6), 2001, -12345678901.00000000001,
      REPEAT('ä', 60), REPEAT('v', 290), ST_GeomFromText('POINT(1 2)'), '{"a": [1, 2]}', REPEAT('b', 70000), NULL,
      '${code}', ${small}, x'0102')`;
  for (const sql of [
    `CREATE TABLE shop.kinds (a FLOAT, b DOUBLE, c TINYINT, d MEDIUMINT, e BIT(11), f ENUM('a', 'b'), g SET('x', 'y', 'z'),
       h TIME(3), i DATETIME(6), j YEAR, k DECIMAL(30, 11), l CHAR(200), m VARCHAR(300), n GEOMETRY, o JSON, p MEDIUMBLOB,
       q INT, code CHAR(20) CHARACTER SET ascii, small SMALLINT, bytes BINARY(4), PRIMARY KEY (code, small, bytes))`,
    `INSERT INTO shop.kinds VALUES ${kind('one', -7)}, ${kind('two', 300)}, ${kind('three', 0)}`,
    "UPDATE shop.kinds SET code = 'four' WHERE code = 'three'",
    // Long ago, by its own clock.
    'SET SESSION timestamp = 1000000000',
    `INSERT INTO shop.kinds VALUES ${kind('old', 1)}`,
  ])
    await session.query(sql);
  session.destroy();
  expect(
    differencesOf(await compared({ schemas: ['shop'] })).some(({ table }) => table === 'shop.kinds'),
  ).toBe(false);
  await onReplica(
    "UPDATE shop.kinds SET a = 9 WHERE code = 'one'",
    "DELETE FROM shop.kinds WHERE code IN ('two', 'old')",
    `INSERT INTO shop.kinds VALUES ${kind('three', 0)}`,
  );
  const result = await compared({ changed: { sinceS: 86_400, logsOf } });
  const found = differencesOf(result).map(({ table, key, kind: what }) => `${what} ${table} ${key}`);
  expect(found.sort()).toEqual([
    'different shop.kinds code="one", small=-7, bytes=0x01020000',
    'different shop.names name="name 299", code=0x012B',
    'different shop.orders id=100',
    'different shop.orders id=7',
    'extra shop.kinds code="three", small=0, bytes=0x01020000',
    'missing shop.kinds code="two", small=300, bytes=0x01020000',
    'missing shop.names name="name 0", code=0x0000',
    'missing shop.orders id=101',
    'missing shop.orders id=3000',
  ]);
  expect(result.unread).toEqual([]);
  expect(result.leftOut[0]).toBe('shop.keyless: it has no key by which rows can be told apart');
});

test('a replica that does not apply is told as undecided, not as different', async () => {
  await running.ask(running.primary, 'CREATE DATABASE still');
  await running.ask(running.primary, 'CREATE TABLE still.one (id INT PRIMARY KEY, value INT)');
  await running.ask(running.primary, 'INSERT INTO still.one VALUES (1, 1)');
  expect(differencesOf(await compared({ schemas: ['still'] }))).toEqual([]);
  // A lock, and not a stopped replication: the manager would start that again.
  const locking = await sessionOf(replica);
  try {
    await locking.query('FLUSH TABLES WITH READ LOCK');
    await running.ask(running.primary, 'UPDATE still.one SET value = 2');
    await running.ask(running.primary, 'CREATE TABLE still.two (id INT PRIMARY KEY)');
    const result = await compared({ schemas: ['still'], times: 1, catchUpMs: 200 });
    expect(result.nodes.flatMap(({ tables }) => tables.flatMap((one) => one.undecided))).toEqual([
      `still.one: id=1: ${replica} has not caught up within 200 ms`,
      `still.two: ${replica} has not caught up within 200 ms`,
    ]);
    expect(differencesOf(result)).toEqual([]);
  } finally {
    locking.destroy();
  }
});
