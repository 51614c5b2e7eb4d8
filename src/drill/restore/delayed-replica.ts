import { isDelayed } from '../../engine/observation.ts';
import type { Delayed, NodeAddress } from '../../engine/types.ts';
import { withSession } from '../../engine/with-session.ts';
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
  await withSession(drill.cluster.engine, node, drill.cluster.accounts.admin, delayedOf(drill).holdBack);
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
  await withSession(drill.cluster.engine, node, drill.cluster.accounts.admin, (session) =>
    delayedOf(drill).applyHeldBack(session, node.name, {
      left: gtid,
      executed,
      upTo: upTo === 'before-fault',
    }),
  );
}

function delayedOf({ cluster }: ClusterDrill): Delayed {
  const { title, delayed } = cluster.engine;
  if (!delayed) throw environmentError(`${title} cannot stop a delayed replica before a transaction.`);
  return delayed;
}
