import type { Fault } from '../../faults/types.ts';
import type { TargetRole } from '../schema.ts';
import { isNodeRole } from './roles.ts';
import type { Chance } from './spans.ts';

/** A fault that is in force, or is to be brought into force, and at whom it is aimed. */
export type Aimed = { readonly fault: Pick<Fault, 'unseats'>; readonly target: TargetRole };

/** What may have moved roles from one node to another before the second of two faults. */
export type Circumstances = {
  readonly nodes: number;
  /** Another fault may have. */
  readonly moved: boolean;
  /** The second comes so soon that nobody has seen the first one yet. */
  readonly atOnce: boolean;
};

const replicaRoles: readonly TargetRole[] = ['replica', 'most-advanced-replica', 'replicas'];

/**
 * Whether a fault that is in force and a later one hit one service. Roles are resolved by what nodes say when a step
 * fires: the fault itself may have taken its target out of its role. `nodes` are all there are, and `replicas` those
 * as well that do not answer.
 */
export function sameService(first: Aimed, second: Aimed, { nodes, moved, atOnce }: Circumstances): Chance {
  if (!isNodeRole(first.target) || !isNodeRole(second.target)) {
    return first.target === second.target ? 'surely' : 'never';
  }
  if (first.target === 'nodes' || second.target === 'nodes' || nodes === 1) return 'surely';
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
