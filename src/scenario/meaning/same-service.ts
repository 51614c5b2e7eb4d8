import type { Fault } from '../../faults/types.ts';
import type { TopologySection } from '../../topology/schema.ts';
import { serviceNamed, type Target } from '../targets.ts';
import { fixedService, isNodeTarget } from './roles.ts';
import type { Chance } from './spans.ts';

/** A fault that is in force, or is to be brought into force, and at whom it is aimed. */
export type Aimed = { readonly fault: Pick<Fault, 'unseats'>; readonly target: Target };

/** What may have moved roles from one node to another before the second of two faults. */
export type Circumstances = {
  readonly section: TopologySection;
  /** Another fault may have. */
  readonly moved: boolean;
  /** The second comes so soon that nobody has seen the first one yet. */
  readonly atOnce: boolean;
};

const replicaRoles: readonly Target[] = ['replica', 'most-advanced-replica', 'replicas', 'another-replica'];

/**
 * Whether a fault that is in force and a later one hit one service. Roles are resolved by what nodes say when a step
 * fires: the fault itself may have taken its target out of its role. `nodes` are all there are, and `replicas` those
 * as well that do not answer.
 */
export function sameService(first: Aimed, second: Aimed, { section, moved, atOnce }: Circumstances): Chance {
  const nodes = section.nodes.length;
  const fixed = [first, second].map(({ target }) => fixedService(target, section));
  const ofNodes = [first, second].map(({ target }) => isNodeTarget(target, section));
  if (ofNodes[0] !== ofNodes[1]) return 'never';
  if (fixed[0] !== undefined && fixed[1] !== undefined) return fixed[0] === fixed[1] ? 'surely' : 'never';
  if (!ofNodes[0]) return 'possibly';
  if (first.target === 'nodes' || second.target === 'nodes' || nodes === 1) return 'surely';
  if (serviceNamed(first.target) ?? serviceNamed(second.target)) return 'possibly';
  if (second.target === 'another-replica') return first.target === 'replicas' ? 'possibly' : 'never';
  if (first.target === 'candidate' || second.target === 'candidate') return 'never';
  const ofReplicas = replicaRoles.includes(first.target);
  if (ofReplicas !== replicaRoles.includes(second.target)) return moved ? 'possibly' : 'never';
  const settled: Chance = moved ? 'possibly' : 'surely';
  if (first.target === 'replicas' || second.target === 'replicas') return settled;
  if (ofReplicas && nodes === 2) return settled;
  if (first.fault.unseats) return atOnce ? 'possibly' : 'never';
  const isFixed = first.target === second.target && first.target !== 'most-advanced-replica';
  return isFixed ? settled : 'possibly';
}
