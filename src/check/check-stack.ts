import type Docker from 'dockerode';
import { cleaningUp } from '../clean-up.ts';
import { startClock } from '../clock.ts';
import { bringUp, type Cluster, tearDown } from '../docker/cluster.ts';
import { runFolder } from '../docker/state-folder.ts';
import { withLogsOfWay } from '../drill/logs-of-way.ts';
import { passingRun } from '../drill/passing-run.ts';
import { imageVariables } from '../drill/provision.ts';
import { newRunId } from '../drill/run-id.ts';
import { verifyReplication } from '../drill/verify-cluster.ts';
import { replicationOf } from '../engine/list.ts';
import { messageOf } from '../errors.ts';
import { faults } from '../faults/list.ts';
import { needsOf } from '../faults/needs.ts';
import { formatMs } from '../formats/units.ts';
import type { ExpectedTime } from '../history/expected-time.ts';
import { askMachine } from '../machine/ask-machine.ts';
import { observeCluster } from '../observe/observer.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { type StackFacts, variable } from './facts.ts';
import { type FaultFit, faultFits, type SeenOfNodes } from './fault-table.ts';
import type { Finding } from './finding.ts';
import { findingsOf } from './findings/list.ts';
import { lookAtStack } from './look-at-stack.ts';
import { predictedDetection } from './predicted-detection.ts';
import { cloneEachOther } from './server-versions.ts';
import { waitUntilSettled } from './settled.ts';

/** What a check of a stack came to. */
export type Checked = {
  readonly topology: string;
  /** What its isolated copy changed, a line each. */
  readonly changes: readonly string[];
  readonly primary: string | null;
  /** Why it did not become healthy, with the ends of logs; null where it did. */
  readonly unhealthy: string | null;
  readonly findings: readonly Finding[];
  readonly faults: readonly FaultFit[];
  readonly predictions: readonly ExpectedTime[];
};

export type CheckOptions = {
  readonly docker: Docker;
  readonly images: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
};

/**
 * Brings a copy of a stack up, waits until it is healthy, proves a write on every node, looks at it before anything is
 * broken, and removes all of it.
 *
 * @throws DrillError (exit 3) when the copy does not come up
 */
export async function checkStack(topology: LoadedTopology, options: CheckOptions): Promise<Checked> {
  const { docker, images, signal, tell } = options;
  const run = newRunId(`check-${topology.name}`);
  const machine = askMachine(needsOf(Object.values(faults)));
  return passingRun(docker, run, async () => {
    tell(`bringing up a copy of ${topology.name} as ${run}`);
    const startedAtMs = performance.now();
    const cluster = await bringUp(docker, {
      run,
      topology,
      parameters: {},
      images: imageVariables(images),
      folder: runFolder(run),
      subnetHint: process.pid % 256,
      signal,
    });
    tell(`started in ${formatMs(performance.now() - startedAtMs)}; waiting until it is healthy`);
    return cleaningUp(
      async () => {
        const { facts, unhealthy } = await lookOnceSettled(cluster, options);
        return {
          topology: topology.name,
          changes: cluster.changes,
          primary: facts.primary ?? null,
          unhealthy,
          findings: findingsOf(facts),
          faults: faultFits(topology, await machine, seenOf(facts)),
          predictions: predictedDetection(facts),
        };
      },
      async () => {
        tell('removing the copy');
        await tearDown(docker, cluster);
      },
    );
  });
}

async function lookOnceSettled(
  cluster: Cluster,
  { docker, signal, tell }: CheckOptions,
): Promise<{ readonly facts: StackFacts; readonly unhealthy: string | null }> {
  const replication = replicationOf(cluster.topology.section);
  const observer = observeCluster(cluster, startClock(), () => undefined);
  try {
    const waitingSinceMs = performance.now();
    const unhealthy = await waitUntilSettled(docker, cluster, replication, observer, signal);
    const waited = formatMs(performance.now() - waitingSinceMs);
    tell(unhealthy === null ? `healthy ${waited} after its start` : `not healthy ${waited} after its start`);
    const writeProblem =
      unhealthy === null
        ? await verifyReplication(cluster, observer, { deadlineMs: 10_000, signal }).then(
            () => undefined,
            async (error: unknown) => {
              signal.throwIfAborted();
              return messageOf(await withLogsOfWay(docker, cluster, error));
            },
          )
        : undefined;
    tell('looking at it');
    return { facts: await lookAtStack(docker, cluster, replication, writeProblem), unhealthy };
  } finally {
    await observer.stop();
  }
}

/** What copies a node anew, where it can. */
export function seenOf({ servers }: Pick<StackFacts, 'servers'>): SeenOfNodes {
  // MariaDB copies by mariadb-backup.
  if (servers.some(({ state }) => state.engine === 'mariadb')) return {};
  if (!servers.every(({ settings }) => settings.plugins.includes('clone'))) {
    return { noClone: 'the clone plugin is not loaded' };
  }
  const versions = servers.map((server) => variable(server, 'version'));
  return cloneEachOther(versions)
    ? {}
    : { noClone: `clone copies between servers of one version, and these are ${versions.join(', ')}` };
}
