import { type GtidSet, gtidsOf, parseGtidSet, subtractGtidSets } from './gtid.ts';
import { isMember, type NodeState } from './node-state.ts';

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

/** The name of the group in which both are members; undefined when there is none. */
export function commonGroup(one: NodeState, other: NodeState): string | undefined {
  if (!isMember(one) || !isMember(other)) return undefined;
  return one.group?.name === other.group?.name ? one.group?.name.toLowerCase() : undefined;
}
