import { primaryOf } from '../cluster/ready.ts';
import type { Sample } from '../history/schema.ts';
import { surplusOf } from '../replication/errant.ts';
import { formatGtidSet, gtidsOf, isEmptyGtidSet } from '../replication/gtid.ts';

/** A node with transactions that the primary lacks. */
export type ErrantNode = { readonly node: string; readonly primary: string; readonly gtids: string };

/**
 * The first node, of those that answer, with a transaction that the primary did not have at a later time.
 *
 * What the primary itself is committing right now does not count: with AFTER_SYNC its replicas have a transaction
 * before it shows in the primary's own set. An errant one was made elsewhere, and so carries another UUID.
 */
export function errantNode(
  samples: ReadonlyMap<string, Sample>,
  except: ReadonlySet<string>,
): ErrantNode | undefined {
  const primary = primaryOf(samples);
  const leader = primary ? samples.get(primary) : undefined;
  if (!primary || !leader?.state) return undefined;
  for (const { node, state, answeredAtMs } of samples.values()) {
    if (node === primary || except.has(node) || !state || leader.askedAtMs < answeredAtMs) continue;
    const errant = gtidsOf(surplusOf(state, leader.state), leader.state.serverUuid, 'except');
    if (!isEmptyGtidSet(errant)) return { node, primary, gtids: formatGtidSet(errant) };
  }
  return undefined;
}
