import { isMember, type Observation } from './observation.ts';
import type { TransactionSet } from './transaction-set.ts';
import { executedBy } from './transactions.ts';

/**
 * What a node has executed and its leader has not.
 *
 * Transactions that carry the name of the group in which both are members do not count: the group agreed on them
 * before either executed them, and a member may be quicker than the leader.
 */
export function surplusOf(node: Observation, leader: Observation): TransactionSet {
  const surplus = executedBy(node).minus(executedBy(leader));
  const group = commonGroup(node, leader);
  return group === undefined ? surplus : surplus.notOf(group);
}

/** The name of the group in which both are members; undefined when there is none. */
export function commonGroup(one: Observation, other: Observation): string | undefined {
  if (!isMember(one) || !isMember(other)) return undefined;
  return one.group?.name === other.group?.name ? one.group?.name.toLowerCase() : undefined;
}
