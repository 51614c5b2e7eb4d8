import { isDelayed, type Observation } from './observation.ts';
import type { ReplicationKind } from './replication/kinds.ts';
import { standsBy } from './standby.ts';

/** What a node answered, or why it did not. */
export type Answer = { readonly state: Observation | null; readonly error: string | null };

/** Why not all nodes are healthy members: a line a reason, each naming its node. Empty when they are. */
export function unhealthyMembers(
  answers: ReadonlyMap<string, Answer>,
  nodes: readonly string[],
  replication: Pick<ReplicationKind, 'traits' | 'unhealthyBecause'>,
): string[] {
  const those = (is: (state: Observation) => boolean): string[] =>
    nodes.filter((node) => {
      const state = answers.get(node)?.state;
      return state && is(state);
    });
  const primaries = those(({ acceptsWrites }) => acceptsWrites);
  const expected = replication.traits.includes('one-writer') ? 1 : nodes.length;
  const replicas = nodes.length - 1 - those(isDelayed).length;
  const reasons =
    primaries.length === expected ? [] : [`${primaries.length} writable nodes, expected ${expected}`];
  for (const node of nodes) {
    const answer = answers.get(node);
    if (!answer?.state) {
      if (!answer || !standsBy(replication, answer))
        reasons.push(`${node}: ${answer?.error ?? 'not asked yet'}`);
    } else {
      const role = primaries.includes(node) ? 'primary' : 'replica';
      for (const reason of replication.unhealthyBecause(answer.state, role, replicas)) {
        reasons.push(`${node}: ${reason}`);
      }
    }
  }
  return reasons;
}
