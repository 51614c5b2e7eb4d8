import { type GtidSet, gtidsOf, parseGtidSet, subtractGtidSets } from '../../formats/gtid.ts';
import { isMember, type NodeState } from './node-state.ts';

const executedSets = new WeakMap<NodeState, GtidSet>();

/** What a node has executed. Read once a state: judging a drill asks for the same ones again and again. */
export function executedOf(state: NodeState): GtidSet {
  const known = executedSets.get(state);
  if (known) return known;
  const executed = parseGtidSet(state.gtidExecuted);
  executedSets.set(state, executed);
  return executed;
}

/**
 * What a node has executed and its leader has not.
 *
 * Transactions that carry the name of the group in which both are members do not count: the group agreed on them
 * before either executed them, and a member may be quicker than the leader.
 */
export function surplusOf(node: NodeState, leader: NodeState): GtidSet {
  const surplus = subtractGtidSets(executedOf(node), executedOf(leader));
  const group = commonGroup(node, leader);
  return group === undefined ? surplus : gtidsOf(surplus, group, 'except');
}

/** The name of the group in which both are members; undefined when there is none. */
export function commonGroup(one: NodeState, other: NodeState): string | undefined {
  if (!isMember(one) || !isMember(other)) return undefined;
  return one.group?.name === other.group?.name ? one.group?.name.toLowerCase() : undefined;
}
