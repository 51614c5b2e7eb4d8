import { kinds } from '../engine/replication/kinds.ts';
import type { Trait } from '../engine/replication/traits.ts';
import type { TopologySection } from './schema.ts';

/** How many nodes have rows of their own while another one leads: none where all share one volume. */
export function replicasOf({ nodes, replication }: Pick<TopologySection, 'nodes' | 'replication'>): number {
  const traits: readonly Trait[] = kinds[replication].traits;
  return traits.includes('copies') ? nodes.length - 1 : 0;
}
