import {
  formatGtidSet,
  type GtidSet,
  gtidsOf,
  parseGtidSet,
  subtractGtidSets,
} from '../../../formats/gtid.ts';
import type { ServerState } from '../../mysql/server-state.ts';

/**
 * Transactions of `node` that `primary` lacks, as a GTID set; empty when there are none.
 *
 * A replica may have committed what its primary has not yet: the primary waits for the acknowledgement before it
 * commits (AFTER_SYNC). So transactions that the primary itself originated are errant only on a node that does not
 * replicate from it, and only while the primary waits for nothing.
 */
export function errantTransactions(node: ServerState, primary: ServerState, follows: boolean): string {
  const surplus = subtractGtidSets(parseGtidSet(node.gtidExecuted), parseGtidSet(primary.gtidExecuted));
  const waiting = (primary.semisync?.waiting ?? 0) > 0;
  const errant: GtidSet = follows || waiting ? gtidsOf(surplus, primary.serverUuid, 'except') : surplus;
  return formatGtidSet(errant);
}

/**
 * Transactions that `node` itself originated, that are in `has` and that it lacks; empty when there are none. A former
 * primary that lost what it had not synced is in this state for good: as a replica it skips what carries its own
 * server_id (the manual, "replicate-same-server-id", which cannot be on with log_replica_updates), so that it follows
 * without an error and never gets them. Nor should it be made to: what it lost of its redo log nobody can tell.
 *
 * Only to be asked of a node whose own commits are over.
 */
export function lostTail(node: ServerState, has: GtidSet): string {
  const own = gtidsOf(has, node.serverUuid);
  return formatGtidSet(subtractGtidSets(own, parseGtidSet(node.gtidExecuted)));
}
