import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import { monotonicNowMs, startClock } from '../../src/clock.ts';
import { bringUp, type Cluster, serviceOf, tearDown } from '../../src/docker/cluster.ts';
import { runBackupCommand } from '../../src/drill/backup-command.ts';
import { formCluster } from '../../src/drill/form-cluster.ts';
import { imageVariables } from '../../src/drill/provision.ts';
import { newRunId } from '../../src/drill/run-id.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { replications } from '../../src/engine/mysql/replication/list.ts';
import type { Session } from '../../src/engine/session.ts';
import { withSession } from '../../src/engine/with-session.ts';
import type { DrillEvent } from '../../src/history/schema.ts';
import { observeCluster } from '../../src/observe/observer.ts';
import { loadTopology } from '../../src/topology/load.ts';
import { makeData, makeTransactions } from './restore-data.ts';
import type { Row } from './statistics.ts';

const rows = 1_000_000;
const transactions = 200_000;

/** Restores of 1 GB by each method, and 200,000 transactions after it, replayed by the parallel applier and by a client. */
export async function benchRestore(docker: Docker, images: Record<string, string>): Promise<Row[]> {
  const cluster = await startStandalone(docker, images);
  try {
    await makeData(cluster, rows);
    const sizes: string[] = [];
    for (const method of ['mysqldump', 'clone']) {
      const { tookMs } = await timed(docker, cluster, 'full', '--method', method);
      sizes.push(`${method} ${(tookMs / 1000).toFixed(1)} s`);
    }
    const firstLog = await makeTransactions(cluster, transactions);
    await runBackup(docker, cluster, 'await-archive', await executedBy(cluster));
    const newest = await timed(docker, cluster, 'restore');
    const parallelMs = newest.between('restore-loaded', 'restore-replayed');
    const clone = newest.between('restore-started', 'restore-loaded');
    await runBackup(docker, cluster, 'release');
    await removeNewestFull(docker, cluster);
    const older = await timed(docker, cluster, 'restore');
    const dump = older.between('restore-started', 'restore-loaded');
    const parallelToo = older.between('restore-loaded', 'restore-replayed');
    await runBackup(docker, cluster, 'release');
    const pipes = await pipe(docker, cluster, firstLog);
    const piped = (what: string, goal: string, ms: number): Row => ({
      what: `replay 200,000 transactions: ${what}`,
      goal,
      measured: `${seconds(ms)}, ${(ms / parallelMs).toFixed(1)}x of the parallel applier`,
      values: '',
    });
    return [
      { what: 'full backup of 1 GB', goal: '', measured: sizes.join(', '), values: '' },
      { what: 'load 1 GB: clone', goal: '', measured: seconds(clone), values: '' },
      {
        what: 'load 1 GB: mysqldump',
        goal: '',
        measured: `${seconds(dump)}, ${(dump / clone).toFixed(1)}x of clone`,
        values: '',
      },
      {
        what: 'replay 200,000 transactions: parallel applier',
        goal: '',
        measured: seconds(parallelMs),
        values: `${seconds(parallelMs)} ${seconds(parallelToo)}`,
      },
      piped('mysqlbinlog | mysql', '>= 3x', pipes.restoredMs),
      piped('the same, into a server with a binary log', '', pipes.withBinaryLogMs),
    ];
  } finally {
    await tearDown(docker, cluster);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

async function startStandalone(docker: Docker, images: Record<string, string>): Promise<Cluster> {
  const topology = await loadTopology('standalone');
  const run = newRunId('bench-restore');
  const cluster = await bringUp(docker, {
    run,
    topology,
    parameters: { DURABLE: '0' },
    images: imageVariables(images),
    folder: join(tmpdir(), run),
    subnetHint: 99,
    withBackup: true,
  });
  const observer = observeCluster(cluster, startClock(), () => undefined);
  try {
    await formCluster(docker, cluster, replications.standalone, observer, { deadlineMs: 120_000 });
    return cluster;
  } finally {
    await observer.stop();
  }
}

async function executedBy({ nodes, accounts }: Cluster): Promise<string> {
  const [node] = nodes;
  if (!node) return '';
  return withSession(mysql, node, accounts.admin, async (connection) => {
    return (await mysql.observe(connection)).executed;
  });
}

type Timed = { readonly tookMs: number; between(from: string, to: string): number };

async function timed(docker: Docker, cluster: Cluster, ...words: string[]): Promise<Timed> {
  const events: DrillEvent[] = [];
  const startedAtMs = monotonicNowMs();
  await runBackup(docker, cluster, words, (event) => events.push(event));
  const at = (type: string): number => events.find((event) => event.type === type)?.atMs ?? Number.NaN;
  return { tookMs: monotonicNowMs() - startedAtMs, between: (from, to) => at(to) - at(from) };
}

async function runBackup(
  docker: Docker,
  cluster: Cluster,
  first: string | readonly string[],
  more: string | ((event: DrillEvent) => void) = () => undefined,
): Promise<unknown> {
  const words = typeof first === 'string' ? [first, ...(typeof more === 'string' ? [more] : [])] : first;
  const onEvent = typeof more === 'function' ? more : () => undefined;
  const service = serviceOf(cluster, 'backup');
  return runBackupCommand(docker, service, words, { clock: startClock(0), offsetMs: 0 }, onEvent);
}

async function removeNewestFull(docker: Docker, cluster: Cluster): Promise<void> {
  await inBackup(docker, cluster, 'cd /var/lib/ha-drill-store/full && rm -r "$(ls | tail -1)"');
}

/**
 * What most runbooks say: the dump is loaded, and a client is fed with what mysqlbinlog prints. On the same server, with
 * the same durability, and from the same file on; only the replay is timed.
 */
async function pipe(docker: Docker, cluster: Cluster, firstLog: string): Promise<Pipes> {
  const { gtids } = z
    .object({ gtids: z.string() })
    .parse(await runBackup(docker, cluster, ['restore', '--full']));
  const archived = await inBackup(docker, cluster, 'ls -d /var/lib/ha-drill-store/archive/*/data/*');
  const logs = archived.split(/\s+/).filter((path) => basename(path) >= firstLog);
  const restored = { host: serviceOf(cluster, 'backup').address, port: 3306 };
  await withSession(mysql, restored, cluster.accounts.admin, async (connection) => {
    await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
    await haveExecuted(connection, gtids);
  });
  const restoredMs = await timePipe(docker, cluster, logs, '127.0.0.1');
  await runBackup(docker, cluster, 'release');
  const [node] = cluster.nodes;
  if (!node) throw new Error('a cluster without nodes');
  await withSession(mysql, node, cluster.accounts.admin, async (connection) => {
    await connection.query('TRUNCATE shop.paid');
    await haveExecuted(connection, gtids);
  });
  return { restoredMs, withBinaryLogMs: await timePipe(docker, cluster, logs, node.host) };
}

type Pipes = {
  /** Into the restored server, which writes no binary log. */
  readonly restoredMs: number;
  /** Into the server where the transactions came from, as it was before them; it writes a binary log. */
  readonly withBinaryLogMs: number;
};

async function haveExecuted(connection: Session, gtids: string): Promise<void> {
  await connection.query('RESET BINARY LOGS AND GTIDS');
  await connection.query('SET GLOBAL gtid_purged = ?', [gtids]);
}

async function timePipe(docker: Docker, cluster: Cluster, logs: string[], host: string): Promise<number> {
  const startedAtMs = monotonicNowMs();
  const client = `mysql --user=ha_admin --password="$HA_DRILL_ADMIN_PASSWORD" --host=${host}`;
  await inBackup(docker, cluster, `mysqlbinlog ${logs.join(' ')} | ${client}`);
  return monotonicNowMs() - startedAtMs;
}

/** Runs a shell command in the container of the backup service; resolves with what it printed. */
async function inBackup(docker: Docker, cluster: Cluster, command: string): Promise<string> {
  const container = docker.getContainer(serviceOf(cluster, 'backup').containerId);
  const exec = await container.exec({
    Cmd: ['sh', '-c', command],
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
  });
  const stream = await exec.start({ Tty: true });
  let said = '';
  for await (const chunk of stream) said += String(chunk);
  const { ExitCode } = z.object({ ExitCode: z.number() }).parse(await exec.inspect());
  if (ExitCode !== 0) throw new Error(`${command} ended with ${ExitCode}: ${said.slice(-500)}`);
  return said;
}
