import type { TopologySection } from './schema.ts';

/** What a service of a topology is for. */
export type ServiceRole = 'node' | 'proxy' | 'manager' | 'other';

/** What a service is for, by the topology's section. */
export function roleOf(section: TopologySection, service: string): ServiceRole {
  if (section.nodes.includes(service)) return 'node';
  if (section.proxy?.service === service) return 'proxy';
  return section.manager?.service === service ? 'manager' : 'other';
}
