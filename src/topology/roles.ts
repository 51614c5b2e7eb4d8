import { failoverOf } from './failover.ts';
import type { TopologySection } from './schema.ts';

/** What a service of a topology is for. */
export const serviceRoles = ['node', 'proxy', 'manager', 'backup', 'other'] as const;
export type ServiceRole = (typeof serviceRoles)[number];

/** What a service is for, by the topology's section. */
export function roleOf(section: TopologySection, service: string): ServiceRole {
  if (section.nodes.includes(service)) return 'node';
  if (section.proxy?.service === service) return 'proxy';
  if (failoverOf(section).services.includes(service)) return 'manager';
  return section.backup?.service === service ? 'backup' : 'other';
}
