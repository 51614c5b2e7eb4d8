import type { Observation } from '../observation.ts';
import { unfitPrimary, unfitReplica } from './channel-health.ts';

/** Why a server is not a healthy member of a cluster in which nobody waits for a replica; none when it is. */
export function unhealthyBecause(state: Observation, role: 'primary' | 'replica'): string[] {
  if (role === 'replica') return unfitReplica(state);
  const waits = state.semisync?.sourceEnabled ? ['waits for acknowledgements, expected not to'] : [];
  return [...unfitPrimary(state), ...waits];
}
