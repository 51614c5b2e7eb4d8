import { type GtidSet, gtidsOf, parseGtidSet, subtractGtidSets } from './gtid.ts';
import type { NodeState } from './node-state.ts';

/**
 * What a node has executed and its leader has not.
 *
 * Transactions that carry the name of the group in which both are members do not count: the group agreed on them
 * before either executed them, and a member may be quicker than the leader.
 */
export function surplusOf(node: NodeState, leader: NodeState): GtidSet {
  const surplus = subtractGtidSets(parseGtidSet(node.gtidExecuted), parseGtidSet(leader.gtidExecuted));
  const group = commonGroup(node, leader);
  return group === undefined ? surplus : gtidsOf(surplus, group, 'except');
}

function commonGroup({ group: one }: NodeState, { group: other }: NodeState): string | undefined {
  const both = one?.state === 'ONLINE' && other?.state === 'ONLINE' && one.name === other.name;
  return both ? one.name.toLowerCase() : undefined;
}
