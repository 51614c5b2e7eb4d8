import { failoverOf } from './failover.ts';
import type { TopologySection } from './schema.ts';

/** What a service of a topology is for. */
export const serviceRoles = ['node', 'proxy', 'manager', 'backup', 'other'] as const;
export type ServiceRole = (typeof serviceRoles)[number];

/** The services that play a role, in the order in which the section names them. */
export function servicesOf(section: TopologySection, role: Exclude<ServiceRole, 'other'>): readonly string[] {
  if (role === 'node') return section.nodes;
  if (role === 'manager') return failoverOf(section).services;
  return namedBy(section[role]);
}

/** What a service is for, by the topology's section. */
export function roleOf(section: TopologySection, service: string): ServiceRole {
  const roles = ['node', 'proxy', 'manager', 'backup'] as const;
  return roles.find((role) => servicesOf(section, role).includes(service)) ?? 'other';
}

/** The services that a place of a section names: one, or several. */
export function namedBy(
  place:
    | { readonly service?: string | undefined; readonly services?: readonly string[] | undefined }
    | undefined,
): readonly string[] {
  return place?.services ?? (place?.service === undefined ? [] : [place.service]);
}

/** Where a service keeps its data, if it is a database node. */
export function dataFolderOf({ nodes, volumes }: TopologySection, service: string): string | undefined {
  return nodes.includes(service) ? volumes.data : undefined;
}
