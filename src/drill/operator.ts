import type { Observation } from '../engine/observation.ts';
import type { OperatorStep } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { formatMs } from '../formats/units.ts';
import { failoverOf } from '../topology/failover.ts';
import { orAborted, within } from '../wait.ts';
import type { ClusterDrill } from './drill.ts';
import { runCommand, wantedCommands } from './stack-operator.ts';

/**
 * Nodes have this long to come back by themselves before an operator steps in (ms). A member of a group that was
 * killed takes 10 s to join again, however idle the machine.
 */
export const patienceMs = 30_000;

/** Nodes of a user's stack have this long to come back by themselves before the user's own command is run (ms). */
const stackPatienceMs = 5000;

/**
 * An operator who looks at the cluster each time this is called, and does what the kind of replication asks of one, or, on
 * a stack of the user's own, what its user says, when the same has been wanted for a while. `endsAtMs` is when the recovery
 * ends. Resolves with whether anything was done.
 */
export function operator(drill: ClusterDrill, endsAtMs: () => number): () => Promise<boolean> {
  const { stack } = drill.cluster.topology;
  const due = dueStep(stack ? stackPatienceMs : patienceMs);
  const withinMs = (): number => endsAtMs() - drill.clock.nowMs();
  return async () => {
    const step = due(wantedSteps(drill, withinMs), drill.clock.nowMs());
    if (!step) return false;
    await takeStep(drill, step, withinMs());
    return true;
  };
}

function wantedSteps(drill: ClusterDrill, withinMs: () => number): readonly OperatorStep[] {
  const { nodes, accounts, topology } = drill.cluster;
  const { stack } = topology;
  const states = answeredStates(drill);
  if (stack) {
    return wantedCommands(states, nodes, stack.recovery).map((wanted) => ({
      node: wanted.node,
      text: `${wanted.what}: ${wanted.text}`,
      run: () => runCommand(drill, wanted, withinMs()),
    }));
  }
  if (failoverOf(topology.section).tool.mends) return [];
  return drill.replication.nextSteps?.(states, nodes, accounts) ?? [];
}

/**
 * Tells of the steps that are wanted now the first that has been wanted for the whole of an operator's patience (ms),
 * without a break. Each has a patience of its own, which begins anew once it was due.
 */
export function dueStep(
  waitMs = patienceMs,
): (wanted: readonly OperatorStep[], nowMs: number) => OperatorStep | undefined {
  let since = new Map<string, number>();
  return (wanted, nowMs) => {
    since = new Map(wanted.map(({ text }) => [text, since.get(text) ?? nowMs]));
    const due = wanted.find(({ text }) => nowMs - (since.get(text) ?? nowMs) >= waitMs);
    if (due) since.delete(due.text);
    return due;
  };
}

/** The newest states of the nodes that answer. */
function answeredStates({ observer }: ClusterDrill): Map<string, Observation> {
  return new Map([...observer.latest()].flatMap(([node, { state }]) => (state ? [[node, state]] : [])));
}

/** Takes a step; one that fails is recorded as such, and wanted again. */
async function takeStep(
  drill: ClusterDrill,
  { node, text, run }: OperatorStep,
  withinMs: number,
): Promise<void> {
  const at = drill.cluster.nodes.find((one) => one.name === node);
  if (!at) return;
  drill.progress.note(text);
  const data = { action: 'operator' };
  drill.say('recovery-step', text, { node, data });
  try {
    const connection = await drill.cluster.engine.session(at, drill.cluster.accounts.admin, 5000);
    // A statement whose connection is destroyed never ends: neither an interrupted drill nor a deadline waits for it.
    const late = `not within the ${formatMs(withinMs)} that were left of the recovery`;
    await orAborted(within(run(connection), Math.max(withinMs, 0), late), drill.signal).finally(() =>
      connection.destroy(),
    );
  } catch (error) {
    drill.signal.throwIfAborted();
    const failed = messageOf(error);
    drill.say('recovery-step-failed', `${text}: ${failed}`, { node, data: { ...data, failed } });
  }
}
