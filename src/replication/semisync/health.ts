import { isWritable, type NodeState } from '../node-state.ts';

/** Why a server is not a healthy member of a semisync cluster with this many `replicas`; none when it is. */
export function unhealthyBecause(state: NodeState, role: 'primary' | 'replica', replicas: number): string[] {
  return role === 'primary' ? primaryFaults(state, replicas) : replicaFaults(state);
}

function primaryFaults(state: NodeState, replicas: number): string[] {
  const faults: string[] = [];
  const { semisync } = state;
  if (!isWritable(state)) faults.push('read-only, expected a writable primary');
  if (state.source) faults.push(`replicates from ${state.source.host}, expected a primary without a source`);
  if (!semisync) faults.push('the semisync plugins are not loaded');
  else if (!semisync.sourceEnabled || !semisync.sourceActive) faults.push('semisync is not in force');
  else if (semisync.sourceClients < replicas) {
    faults.push(`${semisync.sourceClients} of ${replicas} replicas acknowledge`);
  }
  return faults;
}

function replicaFaults(state: NodeState): string[] {
  const faults: string[] = [];
  const { source, semisync } = state;
  if (isWritable(state)) faults.push('writable, expected a read-only replica');
  if (!source) return [...faults, 'replicates from nobody'];
  if (source.receiver !== 'on')
    faults.push(withReason(`receiver is ${source.receiver}`, source.receiverError));
  if (source.applier !== 'on') faults.push(withReason('applier is off', source.applierError));
  if (!semisync) faults.push('the semisync plugins are not loaded');
  else if (!semisync.replicaActive) faults.push('does not acknowledge (semisync inactive)');
  return faults;
}

function withReason(fault: string, reason: string): string {
  return reason === '' ? fault : `${fault}: ${reason}`;
}
