import type { DrillEvent, Sample } from '../history/schema.ts';
import { isWritable, lacksMajority, type NodeState } from '../replication/node-state.ts';

/**
 * Tells from the samples of all nodes when another node took over, for a cluster without a failover manager that would
 * tell it. Returns what is to be called with every sample.
 *
 * An event is stamped with the answer of the first sample that shows it: what it tells happened after the node's sample
 * before that one was asked (`data.notBeforeMs`), so it may be late by one sample period and one answer. Nodes that may
 * all accept writes have nobody to take over from.
 */
export function roleChanges(onEvent: (event: DrillEvent) => void): (sample: Sample) => void {
  const answered = new Map<string, Sample>();
  let leader: string | undefined;
  /** The member that was first seen to miss the leader. */
  let witness: string | undefined;

  const tell = (sample: Sample, type: 'promoted' | 'failure-detected', node: string, text: string): void => {
    const notBeforeMs = answered.get(sample.node)?.askedAtMs ?? null;
    onEvent({ atMs: sample.answeredAtMs, source: 'harness', type, node, text, data: { notBeforeMs } });
  };
  const becameWritable = (node: string, state: NodeState): boolean => {
    const before = answered.get(node)?.state;
    return isWritable(state) && !(before && isWritable(before));
  };

  return (sample) => {
    const { node, state } = sample;
    if (!state) return;
    const onlyOne = state.group?.singlePrimary ?? true;
    if (onlyOne && becameWritable(node, state) && node !== leader) {
      if (leader !== undefined) tell(sample, 'promoted', node, `${node} is seen to accept writes`);
      leader = node;
      witness = undefined;
    }
    if (leader !== undefined && node !== leader && state.group?.state === 'ONLINE' && !lacksMajority(state)) {
      const misses = !state.group.members.some((one) => one.host === leader && one.state !== 'UNREACHABLE');
      if (misses && witness === undefined) {
        witness = node;
        tell(sample, 'failure-detected', leader, `${node} and most of its group no longer reach ${leader}`);
      }
      if (!misses && witness === node) witness = undefined;
    }
    answered.set(node, sample);
  };
}
