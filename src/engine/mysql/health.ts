import { isWritable, type NodeState } from './node-state.ts';

/** Why a server is not a primary that applications can write to; none when it is. */
export function unfitPrimary(state: NodeState): string[] {
  const faults: string[] = [];
  if (!isWritable(state)) faults.push('read-only, expected a writable primary');
  if (state.source) faults.push(`replicates from ${state.source.host}, expected a primary without a source`);
  return faults;
}

/** Why a server is not a read-only replica that receives and applies; none when it is. */
export function unfitReplica(state: NodeState): string[] {
  const faults: string[] = [];
  const { source } = state;
  if (isWritable(state)) faults.push('writable, expected a read-only replica');
  if (!source) return [...faults, 'replicates from nobody'];
  if (needsPurgedLogs(state)) faults.push('cannot catch up: error 1236: the logs it needs were purged');
  else if (source.receiver !== 'on')
    faults.push(withReason(`receiver is ${source.receiver}`, source.receiverError));
  if (source.applier !== 'on') faults.push(withReason('applier is off', source.applierError));
  return faults;
}

/** Whether its receiver stopped since its source has purged binary logs that it needs: it cannot catch up by itself. */
export function needsPurgedLogs({ source }: NodeState): boolean {
  return source?.receiver !== 'on' && /fatal error 1236.* purged required/s.test(source?.receiverError ?? '');
}

function withReason(fault: string, reason: string): string {
  return reason === '' ? fault : `${fault}: ${reason}`;
}
