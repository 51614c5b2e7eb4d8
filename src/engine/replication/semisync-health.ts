import { isDelayed, type Observation } from '../observation.ts';
import { unfitPrimary, unfitReplica } from './channel-health.ts';

/** Why a server is not a healthy member of a semisync cluster with this many `replicas`; none when it is. */
export function unhealthyBecause(
  state: Observation,
  role: 'primary' | 'replica',
  replicas: number,
): string[] {
  if (role === 'primary') return [...unfitPrimary(state), ...unguardedCommits(state, replicas)];
  return [...unfitReplica(state), ...silentReplica(state)];
}

function unguardedCommits({ semisync }: Observation, replicas: number): string[] {
  if (!semisync) return ['the semisync plugins are not loaded'];
  if (!semisync.sourceEnabled || !semisync.sourceActive) return ['semisync is not in force'];
  const { sourceClients } = semisync;
  return sourceClients < replicas ? [`${sourceClients} of ${replicas} replicas acknowledge`] : [];
}

function silentReplica(state: Observation): string[] {
  const { semisync } = state;
  if (!semisync) return ['the semisync plugins are not loaded'];
  if (isDelayed(state)) {
    return semisync.replicaActive ? ['acknowledges, expected a delayed replica that does not'] : [];
  }
  return state.source && !semisync.replicaActive ? ['does not acknowledge (semisync inactive)'] : [];
}
