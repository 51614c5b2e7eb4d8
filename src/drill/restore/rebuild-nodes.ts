import type { NodeAddress } from '../../engine/types.ts';
import { withSession } from '../../engine/with-session.ts';
import type { ClusterDrill } from '../drill.ts';
import { shellOf } from '../reclone-node.ts';

/**
 * Copies nodes anew from a server that has the right data. CLONE serves one copy at a time: each node that has been
 * rebuilt serves the next ones, so that their number doubles each round.
 */
export async function rebuildNodes(
  drill: ClusterDrill,
  nodes: readonly NodeAddress[],
  first: NodeAddress,
): Promise<void> {
  let donors = [first];
  for (let left = [...nodes]; left.length > 0; ) {
    const round = left.splice(0, donors.length);
    await Promise.all(round.map((node, index) => rebuildNode(drill, node, donors[index] ?? first)));
    donors = [...donors, ...round];
  }
}

async function rebuildNode(drill: ClusterDrill, node: NodeAddress, donor: NodeAddress): Promise<void> {
  await withSession(drill.cluster.engine, node, drill.cluster.accounts.admin, async (connection) => {
    // One that was down when the cluster was closed still belongs to it.
    await drill.replication.dismiss?.(connection);
    await drill.replication.reclone(connection, donor, drill.cluster.accounts, shellOf(drill, node.name));
  });
}
