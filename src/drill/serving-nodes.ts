import { standsBy } from '../engine/standby.ts';
import type { NodeAddress } from '../engine/types.ts';
import type { ClusterDrill } from './drill.ts';

/** The nodes that run a server, or should: not those that stand by for the volume of another one. */
export function servingNodes({
  cluster,
  observer,
  replication,
}: Pick<ClusterDrill, 'cluster' | 'observer' | 'replication'>): readonly NodeAddress[] {
  return cluster.nodes.filter(({ name }) => {
    const newest = observer.latest().get(name);
    return newest === undefined || !standsBy(replication, newest);
  });
}
