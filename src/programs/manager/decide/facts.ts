import { type GtidSet, parseGtidSet, subtractGtidSets, uniteGtidSets } from '../../../formats/gtid.ts';
import { isWritable, type ServerState } from '../../mysql/server-state.ts';
import { type NodeView, unseen } from '../observe/view.ts';
import type { Rules } from './rules.ts';

/** The views of all nodes at one instant, with the questions that rules ask of them. */
export type Facts = {
  readonly nowMs: number;
  readonly rules: Rules;
  readonly views: ReadonlyMap<string, NodeView>;
  /** States from before this are out of date: the manager has changed the cluster since. */
  readonly sinceMs: number;
};

/** What is known of a node: nothing of one that was never polled. */
export function viewOf(facts: Facts, node: string): NodeView {
  return facts.views.get(node) ?? unseen(node);
}

/** Whether the node answered anything in the last `confirmMs`. */
export function isReachable(facts: Facts, node: string): boolean {
  return silentForMs(facts, node) < facts.rules.confirmMs && stateOf(facts, node) !== null;
}

/** Whether the node answers at the moment. */
export function isAnswering(facts: Facts, node: string): boolean {
  return viewOf(facts, node).failure === null && silentForMs(facts, node) < facts.rules.suspectMs;
}

/** Whether the node's state was asked for after the manager last changed the cluster. */
export function isCurrent(facts: Facts, node: string): boolean {
  return viewOf(facts, node).stateAskedAtMs >= facts.sinceMs;
}

/** Whether the node answers at the moment, and its state is worth judging. */
export function isFresh(facts: Facts, node: string): boolean {
  return isAnswering(facts, node) && isCurrent(facts, node);
}

/** How long the node has not answered at all; Infinity when it never did. */
export function silentForMs(facts: Facts, node: string): number {
  const { aliveAtMs } = viewOf(facts, node);
  return aliveAtMs === null ? Number.POSITIVE_INFINITY : facts.nowMs - aliveAtMs;
}

export function stateOf(facts: Facts, node: string): ServerState | null {
  return viewOf(facts, node).state;
}

export function reachableNodes(facts: Facts): string[] {
  return facts.rules.nodes.filter((node) => isReachable(facts, node));
}

export function isWritableNode(facts: Facts, node: string): boolean {
  const state = stateOf(facts, node);
  return state !== null && isWritable(state);
}

/** Whether `replica` got something from `primary` in the last `withinMs`. */
export function receivesFrom(facts: Facts, replica: string, primary: string, withinMs: number): boolean {
  const { state, receivedAtMs } = viewOf(facts, replica);
  if (state?.source?.host !== primary || !isReachable(facts, replica)) return false;
  return state.source.receiver === 'on' && facts.nowMs - receivedAtMs < withinMs;
}

/** All transactions a server has: committed, or received and still to be applied. */
export function transactionsOf(state: ServerState): GtidSet {
  return uniteGtidSets(parseGtidSet(state.gtidExecuted), parseGtidSet(state.source?.gtidReceived ?? ''));
}

/** The same without those known to be errant. */
export function soundTransactionsOf(state: ServerState, errant: string | undefined): GtidSet {
  const all = transactionsOf(state);
  return errant ? subtractGtidSets(all, parseGtidSet(errant)) : all;
}
