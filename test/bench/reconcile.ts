import { execa } from 'execa';
import { connect } from '../../src/engine/connect.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { type Up, up } from '../integration/topology.ts';
import { makeData } from './restore-data.ts';
import type { Row } from './statistics.ts';

const rows = 100_000;
/** Differences on one replica alone: rows that are another, are gone, or are there besides. */
const planted = [
  "UPDATE shop.orders SET note = 'another' WHERE id IN (7, 50000)",
  'DELETE FROM shop.orders WHERE id IN (8, 99990)',
  "INSERT INTO shop.paid VALUES (4242, '2001-01-01')",
];
const plantedRows = 5;

/** `ha-drill reconcile` and percona-toolkit's pt-table-checksum on the same planted differences. */
export async function benchReconcile(): Promise<Row[]> {
  const running = await up('async');
  try {
    await makeData(running.cluster, rows);
    const replica = running.cluster.nodes.find(({ name }) => name !== running.primary);
    if (!replica) throw new Error('a cluster without a replica');
    await waitUntilApplied(running, replica.name);
    await plant(running, replica.name);
    return [await ours(running, replica.name), await theirs(running, replica.name)];
  } finally {
    await running.down();
  }
}

async function waitUntilApplied({ cluster, primary, ask }: Up, replica: string): Promise<void> {
  const [row] = await ask(primary, 'SELECT @@global.gtid_executed AS executed');
  const node = cluster.nodes.find(({ name }) => name === replica);
  if (node) await ask(node.name, `DO WAIT_FOR_EXECUTED_GTID_SET('${row?.executed}')`);
}

async function plant({ cluster }: Up, replica: string): Promise<void> {
  const node = cluster.nodes.find(({ name }) => name === replica);
  if (!node) throw new Error(`no node ${replica}`);
  const session = await connect(node, cluster.accounts.admin, 5000);
  await session.query('SET GLOBAL super_read_only = OFF');
  await session.query('SET SESSION sql_log_bin = 0');
  for (const sql of planted) await session.query(sql);
  await session.query('SET GLOBAL super_read_only = ON');
  session.destroy();
}

async function ours({ cluster, primary }: Up, replica: string): Promise<Row> {
  const account = cluster.accounts.admin;
  const nodes = cluster.nodes.filter(({ name }) => [primary, replica].includes(name));
  const startedAtMs = performance.now();
  const result = await reconcile(
    nodes.map(({ name, host, port }) => ({ name, host, port, account })),
    { schemas: ['shop'], chunkRows: 1000, modified: undefined, source: primary, times: 5, catchUpMs: 10_000 },
  );
  const tookMs = performance.now() - startedAtMs;
  const found = result.nodes.flatMap(({ tables }) => tables.flatMap(({ differences }) => differences));
  return {
    what: `reconcile ${rows.toLocaleString('en-US')} rows of 1 kB`,
    goal: `${plantedRows} of ${plantedRows} rows`,
    measured: `${found.length} of ${plantedRows} rows in ${(tookMs / 1000).toFixed(1)} s`,
    values: found.map(({ key }) => key).join(' '),
  };
}

/** It tells tables and chunks that differ, no rows. */
async function theirs({ cluster, primary }: Up, replica: string): Promise<Row> {
  const what = 'the same by pt-table-checksum';
  const address = (name: string) => cluster.nodes.find((node) => node.name === name)?.host ?? '';
  const { user, password } = cluster.accounts.admin;
  const dsn = `h=${address(primary)},u=${user},D=percona,t=dsns`;
  const session = await connect({ host: address(primary), port: 3306 }, cluster.accounts.admin, 5000);
  await session.query('CREATE DATABASE IF NOT EXISTS percona');
  await session.query('CREATE TABLE percona.dsns (id INT PRIMARY KEY, parent_id INT, dsn VARCHAR(255))');
  await session.query('INSERT INTO percona.dsns VALUES (1, NULL, ?)', [`h=${address(replica)},u=${user}`]);
  session.destroy();
  const startedAtMs = performance.now();
  const { stdout, stderr, failed } = await execa(
    'pt-table-checksum',
    [
      `h=${address(primary)},u=${user}`,
      '--databases=shop',
      '--no-check-binlog-format',
      `--recursion-method=dsn=${dsn}`,
    ],
    { reject: false, env: { MYSQL_PWD: password }, timeout: 600_000 },
  );
  const tookMs = performance.now() - startedAtMs;
  const told = stdout.split('\n').filter((line) => /shop\./.test(line));
  if (told.length === 0) {
    const why = stderr.trim().split('\n').at(-1) ?? '';
    return {
      what,
      goal: '',
      measured: failed ? `does not run: ${why.slice(0, 160)}` : 'told nothing',
      values: '',
    };
  }
  const differing = told.filter((line) => Number(line.trim().split(/\s+/)[2]) > 0).length;
  const measured = `${differing} of 2 tables in ${(tookMs / 1000).toFixed(1)} s`;
  return {
    what,
    goal: '2 of 2 tables',
    measured,
    values: told.map((line) => line.trim().replace(/\s+/g, ' ')).join('; '),
  };
}
