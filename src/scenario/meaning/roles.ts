import { type TargetKind, targetKinds } from '../../faults/premises.ts';
import { failoverOf } from '../../topology/failover.ts';
import type { LoadedTopology } from '../../topology/loaded.ts';
import { replicasOf } from '../../topology/replicas.ts';
import { roleOf, servicesOf } from '../../topology/roles.ts';
import type { TopologySection } from '../../topology/schema.ts';
import { serviceNamed, type Target, type TargetRole, targetRoles } from '../targets.ts';

/** The roles that something in a topology can have. */
export function targetsOf({ section }: Pick<LoadedTopology, 'section'>): TargetRole[] {
  const needsReplica = ['replica', 'most-advanced-replica', 'replicas'];
  const failover = failoverOf(section);
  return targetRoles.filter((role) => {
    if (role === 'proxy' || role === 'manager') return servicesOf(section, role).length > 0;
    if (role === 'leading-manager') return failover.tool.look !== undefined && failover.services.length > 1;
    if (role === 'candidate') return failover.tool.eventOf !== undefined;
    if (role === 'another-replica') return replicasOf(section) > 1;
    return !needsReplica.includes(role) || replicasOf(section) > 0;
  });
}

/** What the services of a target are at the moment of an injection, each that they may be. */
export function kindsOf(target: Target, section: TopologySection): readonly TargetKind[] {
  const name = serviceNamed(target);
  const isNode = name !== undefined && section.nodes.includes(name);
  if (target === 'nodes' || isNode) return replicasOf(section) > 0 ? ['primary', 'replica'] : ['primary'];
  if (target === 'candidate') return ['replica', 'primary'];
  const role = name === undefined ? target : roleOf(section, name);
  if (role === 'leading-manager') return ['manager'];
  if (role === 'backup') return ['other'];
  return targetKinds.some((kind) => kind === role) ? [role as TargetKind] : ['replica'];
}

/** Whether a target is one of its kinds, and not all: a candidate is a replica first, a node by name what it is then. */
export function isEither(target: Target): boolean {
  return target === 'candidate' || serviceNamed(target) !== undefined;
}

/** Whether it names a database node, or several. */
export function isNodeTarget(target: Target, section: TopologySection): boolean {
  const name = serviceNamed(target);
  if (name !== undefined) return section.nodes.includes(name);
  return target !== 'proxy' && target !== 'manager' && target !== 'leading-manager';
}

/** The service that a target is whatever happens; undefined where that depends. */
export function fixedService(target: Target, section: TopologySection): string | undefined {
  if (target === 'proxy' || target === 'manager') return servicesOf(section, target)[0];
  return serviceNamed(target);
}

/** One word for the services of a target: `the replica`, `all nodes`, a name. */
export function named(target: Target): string {
  return target === 'nodes' ? 'all nodes' : (serviceNamed(target) ?? `the ${target}`);
}
