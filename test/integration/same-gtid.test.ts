import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readFileInside } from '../../src/docker/read-file.ts';
import { connect } from '../../src/engine/connect.ts';
import { binaryLogsOf } from '../../src/engine/mysql/binary-logs.ts';
import { transactionDigests } from '../../src/formats/binlog/transaction-digests.ts';
import type { GtidRows } from '../../src/history/gtid-rows.ts';
import { sameGtidSameRows } from '../../src/judge/checks/same-gtid-same-rows.ts';
import { emptyRecord, manifestOf } from '../support/parts.ts';
import { admin, docker, images } from './server.ts';
import { type SqlServer, startSqlServer, stopSqlServers } from './sql-server.ts';

let one: SqlServer;
let other: SqlServer;
/** Each test has transactions and tables of its own. */
let count = 0;
let origin = '';
let orders = '';

beforeAll(async () => {
  const { mysql } = await images();
  one = await startSqlServer('db1', 'primary', mysql);
  other = await startSqlServer('db2', 'replica', mysql);
});
afterAll(stopSqlServers);

beforeEach(async () => {
  count += 1;
  origin = `aaaaaaaa-0000-0000-0000-00000000000${count}`;
  orders = `shop${count}.orders`;
  const all = [
    [1, `CREATE DATABASE shop${count}`],
    [2, `CREATE TABLE ${orders} (id INT PRIMARY KEY, text VARCHAR(50), more JSON)`],
    [3, `INSERT INTO ${orders} (id, text) VALUES (1, 'one'), (2, NULL)`],
  ] as const;
  await apply(one, ...all);
  await apply(other, ...all);
});

/** Executes the statements as the transactions of their numbers, as an applier does; an empty one where there are none. */
async function apply({ at }: SqlServer, ...transactions: (readonly [number: number, ...sql: string[]])[]) {
  const session = await connect(at, admin, 5000);
  for (const [number, ...sql] of transactions) {
    await session.query(`SET gtid_next = '${origin}:${number}'`);
    if (sql.length !== 1) await session.query('BEGIN');
    for (const each of sql) await session.query(each);
    if (sql.length !== 1) await session.query('COMMIT');
  }
  session.destroy();
}

async function rowsOf(node: string, { at, service }: SqlServer): Promise<GtidRows> {
  const session = await connect(at, admin, 5000);
  const logs = await binaryLogsOf(session);
  session.destroy();
  const digests = new Map<number, string>();
  for (const { name } of logs?.files ?? []) {
    const file = readFileInside(docker.getContainer(service.containerId), `${logs?.folder}/${name}`);
    for await (const item of transactionDigests(file)) {
      if (item.kind === 'digest' && item.gtid.origin === origin)
        digests.set(item.gtid.number, item.full ? item.digest : `~${item.digest}`);
    }
  }
  const about = { node, keepsLogs: logs !== null, files: [], left: [], damage: [] };
  return { ...about, digests: new Map([[origin, digests]]) };
}

async function judged() {
  const manifest = manifestOf();
  const topology = { ...manifest.topology, nodes: ['db1', 'db2'] };
  const gtidRows = [await rowsOf('db1', one), await rowsOf('db2', other)];
  return sameGtidSameRows.judge(emptyRecord({ manifest: { ...manifest, topology }, gtidRows }));
}

test('the same transactions pass, also where one server compresses them and splits events otherwise', async () => {
  await other.ask('SET GLOBAL binlog_transaction_compression = ON');
  await other.ask('SET GLOBAL binlog_row_event_max_size = 256').catch(() => undefined);
  const rows = Array.from({ length: 3000 }, (_, id) => `(${id + 10}, REPEAT('x', 40))`).join(', ');
  const more = [
    [4, `INSERT INTO ${orders} (id, text) VALUES ${rows}`],
    [5, `UPDATE ${orders} SET text = 'two' WHERE id = 2`, `DELETE FROM ${orders} WHERE id = 1`],
  ] as const;
  await apply(one, ...more);
  await apply(other, ...more);
  expect(await judged()).toEqual({
    verdict: 'pass',
    summary: '5 transactions are the same wherever held',
    evidence: [],
  });
});

test('two transactions under one GTID are found: another value, another table, and none at all', async () => {
  await apply(
    one,
    [6, `UPDATE ${orders} SET text = 'six' WHERE id = 2`],
    [7, `INSERT INTO ${orders} (id) VALUES (7)`],
    [8, `INSERT INTO ${orders} (id) VALUES (8)`],
    [9, `INSERT INTO ${orders} (id) VALUES (9)`],
  );
  await apply(
    other,
    [6, `UPDATE ${orders} SET text = 'sex' WHERE id = 2`],
    [7, `CREATE TABLE shop${count}.items (id INT PRIMARY KEY)`],
    [8],
    [9, `INSERT INTO ${orders} (id) VALUES (9)`],
  );
  expect(await judged()).toEqual({
    verdict: 'fail',
    summary: `3 GTIDs stand for different rows: ${origin}:6: on db1 not what it is on db2`,
    evidence: [6, 7, 8].map((number) => `${origin}:${number}: on db1 not what it is on db2`),
  });
});

test('rows logged without all columns accuse nobody', async () => {
  await apply(one, [4, `UPDATE ${orders} SET text = 'ten' WHERE id = 2`]);
  const session = await connect(other.at, admin, 5000);
  await session.query("SET SESSION binlog_row_image = 'MINIMAL'");
  await session.query(`SET gtid_next = '${origin}:4'`);
  await session.query(`UPDATE ${orders} SET text = 'ten' WHERE id = 2`);
  session.destroy();
  const { verdict, evidence } = await judged();
  expect({ verdict, evidence }).toEqual({
    verdict: 'pass',
    evidence: ['1 transaction logged without all columns, and differently'],
  });
});
