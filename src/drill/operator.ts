import { connect } from '../cluster/connection.ts';
import { messageOf } from '../errors.ts';
import type { NodeState } from '../replication/node-state.ts';
import type { OperatorStep } from '../replication/types.ts';
import type { ClusterDrill } from './drill.ts';

/**
 * Nodes have this long to come back by themselves before an operator steps in (ms). A member of a group that was
 * killed takes 10 s to join again, however idle the machine.
 */
const patienceMs = 30_000;

/**
 * An operator who looks at the cluster each time this is called, and does what the kind of replication asks of one when
 * the same has been wanting for half a minute. Resolves with whether anything was done.
 */
export function operator(drill: ClusterDrill): () => Promise<boolean> {
  let wanting: { text: string; sinceMs: number } | undefined;
  return async () => {
    const step = drill.replication.nextStep?.(answeredStates(drill), drill.cluster.nodes.length);
    const nowMs = drill.clock.nowMs();
    if (step?.text !== wanting?.text) wanting = step && { text: step.text, sinceMs: nowMs };
    if (!step || !wanting || nowMs - wanting.sinceMs < patienceMs) return false;
    wanting = undefined;
    await takeStep(drill, step);
    return true;
  };
}

/** The newest states of the nodes that answer. */
function answeredStates({ observer }: ClusterDrill): Map<string, NodeState> {
  return new Map([...observer.latest()].flatMap(([node, { state }]) => (state ? [[node, state]] : [])));
}

/** Takes a step; one that fails is recorded as such, and wanted again. */
async function takeStep(drill: ClusterDrill, { node, text, run }: OperatorStep): Promise<void> {
  const at = drill.cluster.nodes.find((one) => one.name === node);
  if (!at) return;
  drill.progress.note(text);
  const data = { action: 'operator' };
  drill.say('recovery-step', text, { node, data });
  try {
    const connection = await connect(at, drill.cluster.accounts.admin, 5000);
    connection.on('error', () => undefined);
    const cut = (): void => connection.destroy();
    drill.signal.addEventListener('abort', cut, { once: true });
    await run(connection).finally(cut);
  } catch (error) {
    const failed = messageOf(error);
    drill.say('recovery-step-failed', `${text}: ${failed}`, { node, data: { ...data, failed } });
  }
}
