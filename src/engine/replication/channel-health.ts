import type { Observation } from '../observation.ts';

/** Why a server is not a primary that applications can write to; none when it is. */
export function unfitPrimary(state: Observation): string[] {
  const faults: string[] = [];
  if (!state.acceptsWrites) faults.push('read-only, expected a writable primary');
  if (state.source) faults.push(`replicates from ${state.source.host}, expected a primary without a source`);
  return faults;
}

/** Why a server is not a read-only replica that receives and applies; none when it is. */
export function unfitReplica(state: Observation): string[] {
  const faults: string[] = [];
  const { source } = state;
  if (state.acceptsWrites) faults.push('writable, expected a read-only replica');
  if (!source) return [...faults, 'replicates from nobody'];
  if (source.logsPurged) faults.push('cannot catch up: error 1236: the logs it needs were purged');
  else if (source.receiver !== 'on')
    faults.push(withReason(`receiver is ${source.receiver}`, source.receiverError));
  if (source.applier !== 'on') faults.push(withReason('applier is off', source.applierError));
  return faults;
}

function withReason(fault: string, reason: string): string {
  return reason === '' ? fault : `${fault}: ${reason}`;
}
