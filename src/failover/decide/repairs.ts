import { isWritable, type NodeState } from '../../replication/node-state.ts';
import type { ManagerEvent, Repair } from './decision.ts';
import { errantTransactions } from './errant.ts';
import { type Facts, isFresh, isWritableNode, stateOf } from './facts.ts';
import { hasSay } from './rules.ts';
import { type ManagerState, withFollower } from './state.ts';

type Plan = {
  readonly state: ManagerState;
  readonly events: readonly ManagerEvent[];
  readonly repairs: readonly Repair[];
};

/** What one node needs; and its errant transactions, where they could be told ('' for none). */
type Finding = { readonly kind?: Repair['kind'] | undefined; readonly errant?: string };

/** What brings the nodes in line with the primary, each node at most every `repairEveryMs`. */
export function planRepairs(state: ManagerState, primary: string, facts: Facts): Plan {
  let plan: Plan = { state, events: [], repairs: [] };
  for (const node of facts.rules.nodes) {
    const own = stateOf(facts, node);
    if (!own || !isFresh(facts, node)) continue;
    const finding = node === primary ? examinePrimary(own, facts) : examine(state, primary, facts, node, own);
    if (finding.errant !== undefined) plan = noteErrant(plan, node, finding.errant);
    if (finding.kind) plan = schedule(plan, { node, kind: finding.kind }, facts);
  }
  return plan;
}

function schedule(plan: Plan, repair: Repair, facts: Facts): Plan {
  const { node, kind } = repair;
  const lastAtMs = plan.state.repairedAtMs[node] ?? Number.NEGATIVE_INFINITY;
  if (facts.nowMs - lastAtMs < facts.rules.repairEveryMs) return plan;
  const state = { ...plan.state, repairedAtMs: { ...plan.state.repairedAtMs, [node]: facts.nowMs } };
  const receives = kind === 'rejoin' || kind === 'resume' || kind === 'reattach';
  const acknowledges = receives && hasSay(facts.rules, node);
  return {
    ...plan,
    // Noted before it may acknowledge anything: from now on it has a say in who comes next.
    state: acknowledges ? { ...withFollower(state, node), sealed: false } : state,
    repairs: [...plan.repairs, repair],
  };
}

function noteErrant(plan: Plan, node: string, gtids: string): Plan {
  const { [node]: known, ...others } = plan.state.errant;
  if (gtids === (known ?? '')) return plan;
  if (gtids === '') return { ...plan, state: { ...plan.state, errant: others } };
  const event: ManagerEvent = {
    type: 'errant-transactions',
    node,
    text: `${node} has transactions that ${plan.state.primary} lacks: ${gtids}`,
    data: { gtids },
  };
  return {
    ...plan,
    state: { ...plan.state, errant: { ...others, [node]: gtids } },
    events: [...plan.events, event],
  };
}

function examinePrimary(own: NodeState, { rules }: Facts): Finding {
  const unguarded = rules.acknowledgements > 0 && isWritable(own) && own.semisync?.sourceEnabled === false;
  return { kind: unguarded ? 'require-acknowledgement' : undefined };
}

function examine(state: ManagerState, primary: string, facts: Facts, node: string, own: NodeState): Finding {
  if (isWritable(own)) return { kind: 'make-read-only' };
  const leader = stateOf(facts, primary);
  if (!leader || !isFresh(facts, primary) || !isWritableNode(facts, primary)) return {};
  if (own.semisync?.sourceEnabled) return { kind: 'demote' };
  if (own.source?.host === primary) return examineReplica(state, facts, node, own, leader);
  // read_only without super_read_only: an administrator works on it. CLONE needs that, and has no GTIDs meanwhile.
  if (!own.superReadOnly) return {};
  return examineStranger(primary, facts, node, own, leader);
}

function examineReplica(
  state: ManagerState,
  facts: Facts,
  node: string,
  own: NodeState,
  leader: NodeState,
): Finding {
  const errant = errantTransactions(own, leader, true);
  if (own.source?.receiver === 'off' || own.source?.applier === 'off') return { kind: 'resume', errant };
  const mute =
    facts.rules.acknowledgements > 0 &&
    hasSay(facts.rules, node) &&
    own.source?.receiver === 'on' &&
    own.semisync?.replicaActive === false;
  const settledAtMs = (state.repairedAtMs[node] ?? Number.NEGATIVE_INFINITY) + 2 * facts.rules.repairEveryMs;
  return { kind: mute && facts.nowMs >= settledAtMs ? 'reattach' : undefined, errant };
}

/** A node that came back, or never was in: in again if it has nothing that the primary lacks, else kept out. */
function examineStranger(
  primary: string,
  facts: Facts,
  node: string,
  own: NodeState,
  leader: NodeState,
): Finding {
  const askedAtMs = facts.views.get(primary)?.stateAskedAtMs ?? Number.NEGATIVE_INFINITY;
  const answeredAtMs = facts.views.get(node)?.stateAnsweredAtMs ?? Number.POSITIVE_INFINITY;
  // The primary must have been asked later than the node answered: what it committed in between it does not lack.
  if (askedAtMs < answeredAtMs) return {};
  const errant = errantTransactions(own, leader, false);
  if (errant === '') return { kind: 'rejoin', errant };
  return { kind: own.source === null ? undefined : 'keep-out', errant };
}
