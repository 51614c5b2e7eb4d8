import {
  formatGtidSet,
  type GtidSet,
  gtidsOf,
  parseGtidSet,
  subtractGtidSets,
} from '../../replication/gtid.ts';
import type { NodeState } from '../../replication/node-state.ts';

/**
 * Transactions of `node` that `primary` lacks, as a GTID set; empty when there are none.
 *
 * A replica may have committed what its primary has not yet: the primary waits for the acknowledgement before it
 * commits (AFTER_SYNC). So transactions that the primary itself originated are errant only on a node that does not
 * replicate from it, and only while the primary waits for nothing.
 */
export function errantTransactions(node: NodeState, primary: NodeState, follows: boolean): string {
  const surplus = subtractGtidSets(parseGtidSet(node.gtidExecuted), parseGtidSet(primary.gtidExecuted));
  const waiting = (primary.semisync?.waiting ?? 0) > 0;
  const errant: GtidSet = follows || waiting ? gtidsOf(surplus, primary.serverUuid, 'except') : surplus;
  return formatGtidSet(errant);
}
