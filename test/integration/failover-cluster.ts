import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { bringUp, type Cluster, serviceOf, tearDown } from '../../src/docker/cluster.ts';
import { ensureImages } from '../../src/docker/images.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { semisync } from '../../src/engine/mysql/replication/semisync.ts';
import type { Observation } from '../../src/engine/observation.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { messageOf } from '../../src/errors.ts';
import { loadTopology } from '../../src/topology/load.ts';
import { pause, waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';

/** What `GET /status` of the manager says, as far as the tests look at it. */
export type Status = {
  readonly primary: string | null;
  readonly followers: readonly string[];
  /** Those of them that do not count in an election yet. */
  readonly restarted: readonly string[];
  readonly errant: Readonly<Record<string, string>>;
  readonly lostTails: Readonly<Record<string, string>>;
  readonly refused: string | null;
  readonly events: readonly { readonly type: string; readonly node?: string; readonly monotonicMs: number }[];
};

/** The semisync topology on real containers. */
export async function startCluster(): Promise<{ cluster: Cluster; stop(): Promise<void> }> {
  const images = await ensureImages(docker, () => undefined, ['mysql', 'haproxy', 'manager']);
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-it-'));
  const cluster = await bringUp(docker, {
    run: `it-${randomBytes(4).toString('hex')}`,
    topology: await loadTopology('semisync'),
    parameters: { MIN_FAILOVER_INTERVAL_MS: '0' },
    images: {
      HA_DRILL_MYSQL_IMAGE: images.mysql.tag,
      HA_DRILL_HAPROXY_IMAGE: images.haproxy.tag,
      HA_DRILL_MANAGER_IMAGE: images.manager.tag,
    },
    folder,
    subnetHint: 77,
  });
  return {
    cluster,
    stop: async () => {
      await tearDown(docker, cluster);
      await rm(folder, { recursive: true });
    },
  };
}

export function container(cluster: Cluster, service: string) {
  return docker.getContainer(serviceOf(cluster, service).containerId);
}

/** Sends a signal to mysqld of a node, from inside its container. */
export async function signalServer(
  cluster: Cluster,
  node: string,
  signal: 'KILL' | 'STOP' | 'CONT',
): Promise<void> {
  const exec = await container(cluster, node).exec({
    Cmd: ['sh', '-c', `kill -${signal} $(cat /run/ha-drill/mysqld.pid)`],
    AttachStdout: true,
  });
  const stream = await exec.start({});
  for await (const _ of stream);
}

export async function managerStatus(cluster: Cluster): Promise<Status> {
  const response = await fetch(`${cluster.managerUrl}/status`, { signal: AbortSignal.timeout(2000) });
  return (await response.json()) as Status;
}

export async function inspectNode(cluster: Cluster, name: string): Promise<Observation> {
  return withSession(mysql, address(cluster, name), cluster.accounts.admin, mysql.observe);
}

export function address(cluster: Cluster, name: string) {
  const node = cluster.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`The cluster has no node ${name}.`);
  return node;
}

/** Waits until the status is as wanted, and resolves with it. */
export function statusWhere(
  cluster: Cluster,
  what: string,
  holds: (status: Status) => boolean,
): Promise<Status> {
  return waitFor({ what, deadlineMs: patienceMs, everyMs: 50 }, async () => {
    const status = await managerStatus(cluster).catch(messageOf);
    if (typeof status === 'string') return { done: false, state: `the manager does not answer: ${status}` };
    return holds(status) ? { done: true, value: status } : { done: false, state: JSON.stringify(status) };
  });
}

/** Waits until all nodes are healthy members, with `primary` leading them, and the manager counts each. */
export async function healthy(cluster: Cluster, primary: string): Promise<void> {
  await waitFor(
    { what: `a healthy cluster led by ${primary}`, deadlineMs: patienceMs, everyMs: 100 },
    async () => {
      const faults = await Promise.all(
        cluster.nodes.map(async ({ name }) => {
          const role = name === primary ? 'primary' : 'replica';
          const state = await inspectNode(cluster, name).catch(() => undefined);
          return state ? semisync.unhealthyBecause(state, role, 2) : [`${name} does not answer`];
        }),
      );
      const { restarted } = await managerStatus(cluster);
      const uncounted = restarted.map((node) => `the manager does not count ${node} yet`);
      const all = [...faults.flat(), ...uncounted];
      return all.length === 0 ? { done: true, value: undefined } : { done: false, state: all.join() };
    },
  );
}

export type Writer = {
  /** Resolves when so many more rows were acknowledged. */
  acknowledged(more: number): Promise<void>;
  /** Resolves with all that was acknowledged. */
  stop(): Promise<ReadonlySet<number>>;
};

/** Writes one row after another through the proxy, on a new connection after each failure, until stopped. */
export function startWriter(cluster: Cluster): Writer {
  const stopping = new AbortController();
  const acknowledged = new Set<number>();
  const first = Math.floor(Math.random() * 2 ** 30);
  const loop = async (): Promise<void> => {
    for (let id = first; !stopping.signal.aborted; id += 1) {
      try {
        await insertUntilFailure(cluster, stopping.signal, () => id++, acknowledged);
      } catch {
        await pause(20);
      }
    }
  };
  const done = loop();
  return {
    acknowledged: async (more) => {
      const goal = acknowledged.size + more;
      await waitFor({ what: `${more} more rows`, deadlineMs: patienceMs }, () =>
        acknowledged.size >= goal
          ? { done: true, value: undefined }
          : { done: false, state: `${acknowledged.size} of ${goal}` },
      );
    },
    stop: async () => {
      stopping.abort();
      await done;
      return acknowledged;
    },
  };
}

async function insertUntilFailure(
  cluster: Cluster,
  signal: AbortSignal,
  next: () => number,
  acknowledged: Set<number>,
): Promise<void> {
  const { host, port } = cluster.endpoints.write.hosts[0];
  const connection = await createConnection({
    host,
    port,
    ...cluster.accounts.application,
    connectTimeout: 300,
  });
  connection.on('error', () => undefined);
  try {
    while (!signal.aborted) {
      const id = next();
      await connection.query({
        sql: 'INSERT INTO ledger.rows_written VALUES (?)',
        values: [id],
        timeout: 1000,
      });
      acknowledged.add(id);
    }
  } finally {
    connection.destroy();
  }
}

export async function createTable(cluster: Cluster): Promise<void> {
  await withSession(mysql, cluster.endpoints.write.hosts[0], cluster.accounts.admin, async (connection) => {
    await connection.query('CREATE DATABASE ledger');
    await connection.query('CREATE TABLE ledger.rows_written (id BIGINT PRIMARY KEY)');
  });
}

/** Acknowledged rows that a node does not have. */
export async function lostOn(
  cluster: Cluster,
  name: string,
  acknowledged: ReadonlySet<number>,
): Promise<number[]> {
  return withSession(mysql, address(cluster, name), cluster.accounts.admin, async (connection) => {
    const rows = await connection.query<{ id: number }>('SELECT id FROM ledger.rows_written');
    const present = new Set(rows.map((row) => row.id));
    return [...acknowledged].filter((id) => !present.has(id));
  });
}
