import type { TopologySection } from './schema.ts';

/** Where a service keeps its data, if it is a database node. */
export function dataFolderOf({ nodes, volumes }: TopologySection, service: string): string | undefined {
  return nodes.includes(service) ? volumes.data : undefined;
}
