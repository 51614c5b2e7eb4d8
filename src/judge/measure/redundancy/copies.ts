/**
 * Whether a node has, or can get, what its primary has, and nothing else.
 *
 * Definitions. **Errant**: the node had executed it when the primary was asked afterwards, and the primary lacks it. A
 * transaction with the primary's own UUID counts only when the node had it `settleMs` before that: with AFTER_SYNC its
 * replicas have a transaction before it shows in the primary's own set. One that stays is lost: the primary came back
 * with less than it had sent. **Lacking**: the primary had executed it `settleMs` before the node was asked, and the node
 * has neither executed nor received it. **Lost tail**: lacking for `settleMs` or longer, with the node's own UUID, and no
 * commit of the node hangs. MySQL skips events that carry the node's own server_id, so it never fetches them, whatever
 * the receiver says to have received. A former primary whose commits still wait for an acknowledgement lacks them, too,
 * although its replicas have them, but only until they go on.
 *
 * What two members of one group lack of each other's view does not count: the group agreed on it.
 */

import type { Observation } from '../../../engine/observation.ts';
import { commonGroup, surplusOf } from '../../../engine/surplus.ts';
import type { TransactionSet } from '../../../engine/transaction-set.ts';
import { executedBy, readTransactions, receivedBy } from '../../../engine/transactions.ts';
import type { Sample } from '../../../history/schema.ts';
import { type Answered, answeredBy } from './looks.ts';

/** A replica may be behind by so much, and a commit be on its way for as long (ms). */
export const settleMs = 2000;

/** What tells a node from its primary; three empty sets when nothing does. */
export type Comparison = {
  readonly errant: TransactionSet;
  readonly lacking: TransactionSet;
  readonly lostTail: TransactionSet;
};

/**
 * Compares a node with its primary by samples of both, each ascending by its answers. Null when they do not tell: one of
 * them did not answer last, or was not asked long enough.
 */
export function compareWithPrimary(node: readonly Sample[], primary: readonly Sample[]): Comparison | null {
  const now = answeredLast(node);
  const leader = answeredLast(primary);
  if (!now || !leader) return null;
  const before = answeredBy(node, leader.askedAtMs);
  const settled = answeredBy(node, leader.askedAtMs - settleMs);
  const goal = answeredBy(primary, now.askedAtMs - settleMs);
  if (!before || !settled || !goal) return null;
  const missing = lackingOf(now.state, goal.state, leader.state);
  const lostTail = lostTailOf(missing, now.state, answeredBy(node, now.askedAtMs - settleMs)?.state);
  return {
    errant: errantOf(before.state, settled.state, leader.state),
    lacking: missing.minus(lostTail),
    lostTail,
  };
}

function answeredLast(samples: readonly Sample[]): Answered | undefined {
  const last = samples.at(-1);
  return last && answeredBy([last], last.answeredAtMs);
}

function errantOf(before: Observation, settled: Observation, leader: Observation): TransactionSet {
  const surplus = surplusOf(before, leader);
  // What it no longer has is no matter any more: it was copied anew meanwhile.
  const kept = surplusOf(settled, leader).intersection(surplus);
  return surplus.notOf(leader.serverUuid).union(kept.of(leader.serverUuid));
}

function lackingOf(node: Observation, goal: Observation, leader: Observation): TransactionSet {
  const left = executedBy(goal).minus(executedBy(node));
  if (left.isEmpty) return left;
  const wanted = left.intersection(executedBy(leader));
  const lacking = wanted.minus(receivedBy(node).notOf(node.serverUuid));
  const group = commonGroup(node, leader);
  return group === undefined ? lacking : lacking.notOf(group);
}

function lostTailOf(
  missing: TransactionSet,
  now: Observation,
  before: Observation | undefined,
): TransactionSet {
  if (!before || hangs(now) || hangs(before)) return readTransactions(now.engine, '');
  return missing.of(now.serverUuid).minus(executedBy(before));
}

/** Whether commits of a server wait for an acknowledgement. */
export function hangs({ semisync }: Observation): boolean {
  return (semisync?.waiting ?? 0) > 0;
}
