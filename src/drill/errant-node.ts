import { primaryOf } from '../cluster/ready.ts';
import type { Sample } from '../history/schema.ts';
import { surplusOf } from '../replication/errant.ts';
import { formatGtidSet, gtidsOf, isEmptyGtidSet } from '../replication/gtid.ts';

/** A node with transactions that the primary lacks. */
export type ErrantNode = { readonly node: string; readonly primary: string; readonly gtids: string };

/**
 * The node to copy anew next: of those that answer one with a transaction that the primary did not have at a later
 * time. One that does not replicate comes first. One that does is in use: where writes wait for a replica
 * (`acknowledged`) it has its turn only while another one is there to acknowledge. Without one the primary's commits
 * would hang, and CLONE, which waits for them, as well.
 *
 * What the primary itself is committing right now does not count: with AFTER_SYNC its replicas have a transaction
 * before it shows in the primary's own set. An errant one was made elsewhere, and so carries another UUID.
 */
export function errantNode(
  samples: ReadonlyMap<string, Sample>,
  except: ReadonlySet<string>,
  acknowledged: boolean,
): ErrantNode | undefined {
  const primary = primaryOf(samples);
  const leader = primary ? samples.get(primary) : undefined;
  if (!primary || !leader?.state) return undefined;
  const inUse: ErrantNode[] = [];
  const replicating = [...samples.values()].filter(({ state }) => state?.source?.host === primary);
  for (const { node, state, answeredAtMs } of samples.values()) {
    if (node === primary || except.has(node) || !state || leader.askedAtMs < answeredAtMs) continue;
    const errant = gtidsOf(surplusOf(state, leader.state), leader.state.serverUuid, 'except');
    if (isEmptyGtidSet(errant)) continue;
    const found = { node, primary, gtids: formatGtidSet(errant) };
    if (state.source?.host !== primary) return found;
    inUse.push(found);
  }
  return acknowledged && replicating.length < 2 ? undefined : inUse[0];
}
