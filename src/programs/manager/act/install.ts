import { messageOf } from '../../../errors.ts';
import type { Decision } from '../decide/decision.ts';
import { elect, leftToApply, mayFollow, type Stopped } from '../decide/elect.ts';
import { refuse } from '../decide/refuse.ts';
import { awaitRouting } from '../decide/routed.ts';
import { beginTerm, type Completion, sealTerm } from '../decide/state.ts';
import type { ActContext } from './context.ts';
import { fencePrimary } from './fence.ts';
import { firstReady } from './first-ready.ts';
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
    context.emit({
      type: 'failure-detected',
      node: decision.from,
      text: `failover: ${decision.reason}`,
      data: { reason: decision.reason, why: decision.why },
    });
  }
  // A restarted primary stays the primary if another one would have no more than it.
  const preferred = decision.why === 'reopen' ? (context.state().primary ?? undefined) : undefined;
  try {
    const completes = failover ? ({ type: 'failover-completed' } as const) : null;
    const primary = await replacePrimary(context, { ...decision, preferred, completes });
    if (primary === undefined) return;
    if (failover) context.update((state) => ({ ...state, lastFailoverAtMs: context.facts().nowMs }));
    else {
      const text = `${primary} is the primary (${decision.reason})`;
      context.emit({ type: 'cluster-formed', node: primary, text });
    }
  } catch (error) {
    const type = failover ? 'failover-failed' : 'repair-failed';
    const text = `${failover ? 'the failover' : 'forming the cluster'} failed and starts over: ${messageOf(error)}`;
    context.emit({ type, text });
  }
}

export type Replacement = Pick<Install, 'from' | 'among'> & {
  readonly preferred: string | undefined;
  readonly completes: Completion;
};

/**
 * The one way to a new primary: fence the old one, stop all receivers, elect, promote, point the others at it, open,
 * route. Resolves with the new primary, or undefined when the election refused. Rejects when a step fails; but one that
 * cannot be routed is the primary all the same: it is routed, and the change completed, as soon as the proxy answers.
 */
export async function replacePrimary(
  context: ActContext,
  { from, among, preferred, completes }: Replacement,
): Promise<string | undefined> {
  const [stopped] = await Promise.all([
    stopReceivers(context, among),
    from === null ? undefined : fencePrimary(context, from),
  ]);
  const election = elect(stopped, context.state(), context.rules, { from, preferred });
  if ('refused' in election) {
    const { state, events } = refuse(context.state(), election.refused);
    context.update(() => state);
    for (const event of events) context.emit(event);
    return undefined;
  }
  context.update((state) => sealTerm(state, election.floor));
  const candidates = election.candidates.flatMap((node) => stopped.find((one) => one.node === node) ?? []);
  const elected = await firstReady(context, candidates);
  await promote(context, elected, stopped, completes);
  return elected.node;
}

async function promote(
  context: ActContext,
  elected: Stopped,
  stopped: readonly Stopped[],
  completes: Completion,
): Promise<void> {
  const { node } = elected;
  const others = stopped.filter((one) => one !== elected && mayFollow(one, elected, context.state()));
  const left = leftToApply(elected.state);
  context.emit({
    type: 'candidate-chosen',
    node,
    text: `${node} has all transactions${left > 0 ? `, ${left} of them received and not applied` : ''}`,
    data: { gtids: elected.state.gtidExecuted, toApply: left },
  });
  context.emit({
    type: 'promotion-started',
    node,
    text: `${node} applies what it received and stops replicating`,
  });
  await becomeSource(context, elected);
  const names = others.map((other) => other.node);
  context.update((state) => awaitRouting(beginTerm(state, node, names), node, completes));
  await pointAt(context, node, others);
  await open(context, node, others.length);
  context.emit({ type: 'promoted', node, text: `${node} accepts writes` });
  const read = names.length > 0 ? names : [node];
  await context.router.apply({ write: node, read }).catch((error: unknown) => {
    const text = `${node} is promoted, not routed: the proxy could not be told (${messageOf(error)})`;
    context.emit({ type: 'routing-failed', node, text });
  });
}
