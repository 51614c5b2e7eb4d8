import { applyHeldBack, holdBack } from '../../engine/mysql/delayed.ts';
import { withConnection } from '../../engine/mysql/session.ts';
import { isDelayed } from '../../engine/observation.ts';
import type { NodeAddress } from '../../engine/types.ts';
import { environmentError } from '../../errors.ts';
import type { ClusterDrill } from '../drill.ts';

/** The node that applies late on purpose. @throws DrillError (exit 3) when the cluster has none at this moment */
export function delayedReplica(drill: ClusterDrill): NodeAddress {
  const samples = drill.observer.latest();
  const found = drill.cluster.nodes.find(({ name }) => {
    const state = samples.get(name)?.state;
    return state && isDelayed(state);
  });
  if (!found) throw environmentError('The cluster has no delayed replica at this moment.');
  return found;
}

/** Keeps a delayed replica from applying any more: what it has not applied yet, it will not by itself. */
export async function holdBackDelayed(drill: ClusterDrill, node: NodeAddress): Promise<void> {
  await withConnection(node, drill.cluster.accounts.admin, holdBack);
}

/**
 * Lets it apply what it received, up to a transaction or without it.
 *
 * @throws DrillError (exit 3) when the transaction has been applied already: the delay was too short
 */
export async function applyWithout(
  drill: ClusterDrill,
  node: NodeAddress,
  { gtid, executed, upTo }: { gtid: string; executed: string; upTo: 'without-fault' | 'before-fault' },
): Promise<void> {
  await withConnection(node, drill.cluster.accounts.admin, (session) =>
    applyHeldBack(session, node.name, { left: gtid, executed, upTo: upTo === 'before-fault' }),
  );
}
