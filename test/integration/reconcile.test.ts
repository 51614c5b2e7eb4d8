import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/engine/connect.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Difference } from '../../src/reconcile/compare.ts';
import { type ReconcileOptions, type Reconciliation, reconcile } from '../../src/reconcile/reconcile.ts';
import { patienceMs } from '../support/patience.ts';
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
    const result = await compared({ schemas: ['still'], times: 1, catchUpMs: 200 });
    expect(result.nodes.flatMap(({ tables }) => tables.flatMap((one) => one.undecided))).toEqual([
      `still.one: id=1: ${replica} has not caught up within 200 ms`,
    ]);
    expect(differencesOf(result)).toEqual([]);
  } finally {
    locking.destroy();
  }
});
