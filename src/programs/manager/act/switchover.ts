import { messageOf } from '../../../errors.ts';
import { executedOn, waitUntilApplied } from '../../mysql/gtids.ts';
import type { Decision } from '../decide/decision.ts';
import { isReachable } from '../decide/facts.ts';
import type { ActContext } from './context.ts';
import { replacePrimary } from './install.ts';
import { makeReadOnly, openWrites } from './writes.ts';

type Switchover = Extract<Decision, { kind: 'switchover' }>;

const patienceSeconds = 3;
/** A primary whose disk is full keeps commits waiting for a minute: patience only makes the outage longer. */
const urgentPatienceSeconds = 1;
const catchUpWithinMs = 10_000;

/**
 * A planned change of primary: writes end on the old one, the new one gets all of them, and takes over. Given up,
 * with the old primary open again, when the new one does not catch up. An urgent one is not given up: a primary
 * whose disk is full has commits that hang, and cannot be closed; it is replaced like one that failed.
 */
export async function switchOver(context: ActContext, decision: Switchover): Promise<void> {
  const { from, to, reason, urgent } = decision;
  const before = context.router.status().wanted ?? { write: from, read: [] };
  context.emit({
    type: 'switchover-started',
    node: from,
    text: `from ${from} to ${to}: ${reason}`,
    data: { reason, from, to },
  });
  try {
    await context.router.apply({ write: null, read: before.read });
    await handOver(context, from, to, urgent ? urgentPatienceSeconds : patienceSeconds);
  } catch (error) {
    const why = messageOf(error);
    if (urgent) return takeOver(context, { from, to, failed: from, why });
    await context
      .node(from)
      .run('opening writes again', 2000, openWrites)
      .catch(() => undefined);
    await context.router.apply(before).catch(() => undefined);
    context.emit({ type: 'switchover-failed', node: from, text: `${from} stays the primary: ${why}` });
    return;
  }
  await takeOver(context, { from, to, failed: null, why: reason });
}

/** After this, the old primary is read-only and the new one has all its transactions. */
async function handOver(
  context: ActContext,
  from: string,
  to: string,
  closeWithinSeconds: number,
): Promise<void> {
  const closeWithinMs = (closeWithinSeconds + 1) * 1000;
  const all = await context.node(from).run('closing writes', closeWithinMs, async (connection) => {
    await makeReadOnly(connection, closeWithinSeconds);
    return executedOn(connection);
  });
  await context
    .node(to)
    .run('catching up', catchUpWithinMs + 1000, (connection) =>
      waitUntilApplied(connection, all, catchUpWithinMs),
    );
}

/**
 * From here on there is no way back but a decision made anew. The old primary is read-only and has a say in the
 * election, or it has failed: then it is fenced, and only the replicas have.
 */
async function takeOver(
  context: ActContext,
  { from, to, failed, why }: { from: string; to: string; failed: string | null; why: string },
): Promise<void> {
  const { followers } = context.state();
  const members = context.rules.nodes.filter(
    (node) => isReachable(context.facts(), node) && (followers.includes(node) || (node === from && !failed)),
  );
  try {
    const completes = { type: 'switchover-completed', why: `${from} (${why})` } as const;
    await replacePrimary(context, { from: failed, among: members, preferred: to, completes });
  } catch (error) {
    context.emit({ type: 'switchover-failed', node: from, text: messageOf(error) });
  }
}
