import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerWithImages } from '../../src/cli/engine.ts';
import { startClock } from '../../src/clock.ts';
import { bringUp, type Cluster, tearDown } from '../../src/docker/cluster.ts';
import { formCluster } from '../../src/drill/form-cluster.ts';
import { imageVariables } from '../../src/drill/provision.ts';
import { newRunId } from '../../src/drill/run-id.ts';
import { verifyReplication } from '../../src/drill/verify-cluster.ts';
import { replicationOf } from '../../src/engine/list.ts';
import { unhealthyMembers } from '../../src/engine/members.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import type { Observation } from '../../src/engine/observation.ts';
import type { Replication } from '../../src/engine/types.ts';
import { withSession } from '../../src/engine/with-session.ts';
import { type Observer, observeCluster } from '../../src/observe/observer.ts';
import { loadTopology } from '../../src/topology/load.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { docker } from './server.ts';

/** A topology of the product, brought up, formed and verified as a drill does it. */
export type Up = {
  readonly cluster: Cluster;
  readonly primary: string;
  readonly replication: Replication;
  readonly observer: Observer;
  /** The rows of one statement on a node (or at an address), as administrator. */
  ask(node: string | { host: string; port: number }, sql: string): Promise<Record<string, unknown>[]>;
  /** Why not all nodes are healthy members, by the newest samples. */
  missing(): string[];
  /** Resolves when that matches; a healthy cluster is the empty text. */
  missingIs(expected: RegExp): Promise<void>;
  /** The newest states of the nodes that answer. */
  states(): Map<string, Observation>;
  down(): Promise<void>;
};

export async function up(
  name: string,
  parameters: Readonly<Record<string, string>> = {},
  withBackup = false,
): Promise<Up> {
  const topology = await loadTopology(name);
  const { images } = await dockerWithImages([topology]);
  const run = newRunId(`it-${name}`);
  const cluster = await bringUp(docker, {
    run,
    topology,
    parameters,
    images: imageVariables(images),
    folder: join(tmpdir(), run),
    subnetHint: 210,
    withBackup,
  });
  const replication = replicationOf(topology.section);
  const observer = observeCluster(cluster, startClock(), () => undefined);
  const down = async (): Promise<void> => {
    await observer.stop();
    await tearDown(docker, cluster);
  };
  try {
    const primary = await formCluster(docker, cluster, replication, observer, { deadlineMs: patienceMs });
    await verifyReplication(cluster, observer, { deadlineMs: patienceMs });
    return { cluster, primary, replication, observer, down, ...questions(cluster, replication, observer) };
  } catch (error) {
    await down();
    throw error;
  }
}

function questions(
  cluster: Cluster,
  replication: Replication,
  observer: Observer,
): Pick<Up, 'ask' | 'missing' | 'missingIs' | 'states'> {
  const names = cluster.nodes.map((node) => node.name);
  const missing = () => unhealthyMembers(observer.latest(), names, replication);
  return {
    missing,
    ask: (at, sql) => {
      const where = typeof at === 'string' ? cluster.nodes.find(({ name }) => name === at) : at;
      if (!where) throw new Error(`There is no node ${String(at)}.`);
      return withSession(mysql, where, cluster.accounts.admin, (session) => session.query(sql));
    },
    missingIs: async (expected) => {
      await waitFor({ what: `what is missing to match ${expected}`, deadlineMs: patienceMs }, () => {
        const text = missing().join('; ');
        return expected.test(text) ? { done: true, value: undefined } : { done: false, state: text };
      });
    },
    states: () =>
      new Map([...observer.latest()].flatMap(([node, { state }]) => (state ? [[node, state]] : []))),
  };
}
