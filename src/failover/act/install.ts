import { messageOf } from '../../errors.ts';
import type { Decision } from '../decide/decision.ts';
import { elect, isKeptOut, type Stopped } from '../decide/elect.ts';
import { refuse } from '../decide/refuse.ts';
import { beginReign, sealReign } from '../decide/state.ts';
import type { ActContext } from './context.ts';
import { fencePrimary } from './fence.ts';
import { becomeSource, open, pointAt } from './promote.ts';
import { stopReceivers } from './seal.ts';

type Install = Extract<Decision, { kind: 'install' }>;

/**
 * Makes one of the nodes the primary: forms a cluster, opens a restarted primary, or replaces a failed one.
 * When a step fails, it says so and leaves the state such that the next decision can start over: nothing is opened
 * before everything that makes it safe is done.
 */
export async function install(context: ActContext, decision: Install): Promise<void> {
  const failover = decision.from !== null;
  if (decision.from !== null) {
    context.tell({
      type: 'failure-detected',
      node: decision.from,
      text: `failover: ${decision.reason}`,
      data: { reason: decision.reason, why: decision.why },
    });
  }
  // A restarted primary stays the primary if another one would have no more than it.
  const preferred = decision.why === 'reopen' ? (context.state().primary ?? undefined) : undefined;
  try {
    const primary = await replacePrimary(context, decision.from, decision.among, preferred);
    if (primary === undefined) return;
    if (failover) context.update((state) => ({ ...state, lastFailoverAtMs: context.facts().nowMs }));
    const type = failover ? 'failover-completed' : 'cluster-formed';
    const text = failover
      ? `failover to ${primary} is over`
      : `${primary} is the primary (${decision.reason})`;
    context.tell({ type, node: primary, text });
  } catch (error) {
    const type = failover ? 'failover-failed' : 'repair-failed';
    const text = `${failover ? 'the failover' : 'forming the cluster'} failed and starts over: ${messageOf(error)}`;
    context.tell({ type, text });
  }
}

/**
 * The one way to a new primary: fence the old one, stop all receivers, elect, promote, point the others at it, open,
 * route. Resolves with the new primary, or undefined when the election refused. Rejects when a step fails.
 */
export async function replacePrimary(
  context: ActContext,
  from: string | null,
  among: readonly string[],
  preferred: string | undefined,
): Promise<string | undefined> {
  const [stopped] = await Promise.all([
    stopReceivers(context, among),
    from === null ? undefined : fencePrimary(context, from),
  ]);
  const election = elect(stopped, context.state(), context.rules, { from, preferred });
  if ('refused' in election) {
    const { state, events } = refuse(context.state(), election.refused);
    context.update(() => state);
    for (const event of events) context.tell(event);
    return undefined;
  }
  context.update((state) => sealReign(state, election.floor));
  const elected = stopped.find((one) => one.node === election.elected);
  if (elected) await promote(context, elected, stopped);
  return election.elected;
}

async function promote(context: ActContext, elected: Stopped, stopped: readonly Stopped[]): Promise<void> {
  const { node } = elected;
  // A former primary still counts as a source: it is demoted with care, and rejoins after that.
  const others = stopped.filter(
    (one) => one !== elected && !isKeptOut(one, context.state()) && !one.state.semisync?.sourceEnabled,
  );
  context.tell({
    type: 'candidate-chosen',
    node,
    text: `${node} has all transactions`,
    data: { gtids: elected.state.gtidExecuted },
  });
  context.tell({
    type: 'promotion-started',
    node,
    text: `${node} applies what it received and stops replicating`,
  });
  await becomeSource(context, elected);
  const names = others.map((other) => other.node);
  context.update((state) => beginReign(state, node, names));
  await pointAt(context, node, others);
  await open(context, node, others.length);
  context.tell({ type: 'promoted', node, text: `${node} accepts writes` });
  const read = names.length > 0 ? names : [node];
  try {
    await context.router.apply({ write: node, read });
    context.tell({ type: 'routed', node, text: `the proxy sends writes to ${node}` });
  } catch (error) {
    context.tell({ type: 'repair-failed', node, text: `the proxy is not routed yet: ${messageOf(error)}` });
  }
}
