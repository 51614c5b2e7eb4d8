import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { formCluster } from '../drill/form-cluster.ts';
import { unhealthyMembers } from '../engine/members.ts';
import type { Replication } from '../engine/types.ts';
import { DrillError } from '../errors.ts';
import type { Observer } from '../observe/observer.ts';
import { pause } from '../wait.ts';

/** The longest that a stack may take until it is healthy once its containers are started (ms). */
const deadlineMs = 120_000;
/** What has been wrong for so long, while every node answers, is not going to change by itself (ms). */
const settledMs = 15_000;

/** Everything answers, and it stays unhealthy. */
class Settled extends Error {}

/**
 * Waits until a cluster is healthy, or until it is plain that it does not become so. Resolves with null, or with why it is
 * not, a line each.
 *
 * @throws the signal's reason when it is aborted
 */
export async function waitUntilSettled(
  docker: Docker,
  cluster: Cluster,
  replication: Replication,
  observer: Observer,
  signal: AbortSignal,
): Promise<string | null> {
  const giveUp = new AbortController();
  const watched = new AbortController();
  const watching = giveUpWhenSettled(cluster, replication, observer, giveUp, watched.signal);
  try {
    const either = AbortSignal.any([signal, giveUp.signal]);
    await formCluster(docker, cluster, replication, observer, { deadlineMs, signal: either });
    return null;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Settled || (error instanceof DrillError && error.exit === 'environment')) {
      return error.message;
    }
    throw error;
  } finally {
    watched.abort();
    await watching;
  }
}

async function giveUpWhenSettled(
  cluster: Cluster,
  replication: Replication,
  observer: Observer,
  giveUp: AbortController,
  signal: AbortSignal,
): Promise<void> {
  const nodes = cluster.nodes.map(({ name }) => name);
  let since = { reasons: '', atMs: performance.now() };
  while (!signal.aborted) {
    const latest = observer.latest();
    const answers = nodes.every((node) => latest.get(node)?.state);
    const reasons = answers ? unhealthyMembers(latest, nodes, replication).join('\n') : '';
    if (reasons !== since.reasons) since = { reasons, atMs: performance.now() };
    if (reasons !== '' && performance.now() - since.atMs > settledMs) giveUp.abort(new Settled(reasons));
    await pause(250, signal).catch(() => undefined);
  }
}
