import type Docker from 'dockerode';
import { environmentError } from '../errors.ts';
import type { Sample } from '../history/schema.ts';
import { isDelayed, isWritable, leaderOf, type NodeState } from '../replication/node-state.ts';
import type { Replication } from '../replication/types.ts';
import { DeadlineError, waitFor } from '../wait.ts';
import type { Cluster } from './cluster.ts';
import { lastLogLines } from './logs.ts';
import type { Observer } from './observer.ts';

/** Why the cluster is not fully redundant: a line a reason, each naming its node. Empty when it is. */
export function missingForRedundancy(
  samples: ReadonlyMap<string, Sample>,
  nodes: readonly string[],
  replication: Replication,
): string[] {
  const those = (is: (state: NodeState) => boolean): string[] =>
    nodes.filter((node) => {
      const state = samples.get(node)?.state;
      return state && is(state);
    });
  const primaries = those(isWritable);
  const expected = replication.traits.includes('one-writer') ? 1 : nodes.length;
  const replicas = nodes.length - 1 - those(isDelayed).length;
  const reasons =
    primaries.length === expected ? [] : [`${primaries.length} writable nodes, expected ${expected}`];
  for (const node of nodes) {
    const sample = samples.get(node);
    if (!sample?.state) reasons.push(`${node}: ${sample?.error ?? 'not asked yet'}`);
    else {
      const role = primaries.includes(node) ? 'primary' : 'replica';
      for (const reason of replication.unhealthyBecause(sample.state, role, replicas)) {
        reasons.push(`${node}: ${reason}`);
      }
    }
  }
  return reasons;
}

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
      const reasons = missingForRedundancy(observer.latest(), nodes, replication);
      if (reasons.length > 0) return { done: false, state: reasons.join('; ') };
      return { done: true, value: primaryOf(observer.latest()) ?? '' };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    const suspects = [...cluster.services.keys()].filter(
      (name) => error.state.includes(`${name}:`) || name === cluster.topology.section.manager?.service,
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
