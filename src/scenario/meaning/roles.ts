import { type TargetKind, targetKinds } from '../../faults/premises.ts';
import { failoverOf } from '../../topology/failover.ts';
import type { LoadedTopology } from '../../topology/loaded.ts';
import { servicesOf } from '../../topology/roles.ts';
import { type TargetRole, targetRoles } from '../schema.ts';

/** The roles that something in a topology can have. */
export function targetsOf({ section }: Pick<LoadedTopology, 'section'>): TargetRole[] {
  const needsReplica = ['replica', 'most-advanced-replica', 'replicas'];
  return targetRoles.filter((role) => {
    if (role === 'proxy' || role === 'manager') return servicesOf(section, role).length > 0;
    if (role === 'candidate') return failoverOf(section).tool.eventOf !== undefined;
    return !needsReplica.includes(role) || section.nodes.length > 1;
  });
}

/** What the services of a role are at the moment of an injection; a candidate is a replica first and then a primary. */
export function kindsOf(role: TargetRole, nodes: number): readonly TargetKind[] {
  if (role === 'nodes') return nodes > 1 ? ['primary', 'replica'] : ['primary'];
  if (role === 'candidate') return ['replica', 'primary'];
  return targetKinds.some((kind) => kind === role) ? [role as TargetKind] : ['replica'];
}

/** Whether it names a database node, or several. */
export function isNodeRole(role: TargetRole): boolean {
  return role !== 'proxy' && role !== 'manager';
}

/** One word for the services of a role: `the replica`, `all nodes`. */
export function named(role: TargetRole): string {
  return role === 'nodes' ? 'all nodes' : `the ${role}`;
}
