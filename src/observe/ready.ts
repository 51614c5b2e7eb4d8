import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { lastLogLines } from '../docker/logs.ts';
import { unhealthyMembers } from '../engine/members.ts';
import { leaderOf } from '../engine/observation.ts';
import type { Replication } from '../engine/types.ts';
import { environmentError } from '../errors.ts';
import type { Sample } from '../history/schema.ts';
import { failoverOf } from '../topology/failover.ts';
import { DeadlineError, waitFor } from '../wait.ts';
import type { Observer } from './observer.ts';

/**
 * Waits until every node is a healthy member and those are writable that should be; resolves with the primary's name.
 *
 * @throws DrillError (exit 3) naming each unmet condition by node, with the last lines of the logs of those nodes
 */
export async function waitUntilHealthy(
  docker: Docker,
  cluster: Cluster,
  replication: Replication,
  observer: Observer,
  options: { deadlineMs: number; signal?: AbortSignal | undefined },
): Promise<string> {
  const nodes = cluster.nodes.map((node) => node.name);
  try {
    return await waitFor({ what: 'a healthy cluster', everyMs: 20, ...options }, async () => {
      const reasons = unhealthyMembers(observer.latest(), nodes, replication);
      if (reasons.length > 0) return { done: false, state: reasons.join('; ') };
      return { done: true, value: primaryOf(observer.latest()) ?? '' };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    const suspects = [...cluster.services.keys()].filter(
      (name) =>
        error.state.includes(`${name}:`) || failoverOf(cluster.topology.section).services.includes(name),
    );
    const logs = await Promise.all(suspects.map((name) => lastLogLines(docker, cluster, name, 8)));
    throw environmentError(
      `The cluster did not become healthy within ${options.deadlineMs / 1000} s:\n  ${error.state.replaceAll('; ', '\n  ')}\n${logs.join('\n')}`,
      { hint: 'ha-drill up keeps the containers of a topology to look at' },
    );
  }
}

/** The node that leads by the newest samples; undefined when there is none, or more than one. */
export function primaryOf(samples: ReadonlyMap<string, Sample>): string | undefined {
  return leaderOf(samples.values())?.node;
}
