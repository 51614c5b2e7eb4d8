import { parseGtidSet } from '../../../formats/gtid.ts';
import { isWritable, type ServerState } from '../../mysql/server-state.ts';
import type { Repair } from './decision.ts';
import { errantTransactions, lostTail } from './errant.ts';
import { type Facts, isFresh, stateOf, viewOf } from './facts.ts';
import { isInMaintenance } from './maintenance.ts';
import { type Noted, noteErrant, noteLostTail, noteMaintenance } from './note.ts';
import { hasSay } from './rules.ts';
import { type ManagerState, withFollower } from './state.ts';

type Plan = Noted & { readonly repairs: readonly Repair[] };

/** What one node needs, and why it stopped; and its errant and lost transactions, where they could be told ('' for none). */
type Finding = {
  readonly kind?: Repair['kind'] | undefined;
  readonly because?: string;
  readonly errant?: string;
  readonly lost?: string;
};

/** What brings the nodes in line with the primary, each node at most every `repairEveryMs`. */
export function planRepairs(state: ManagerState, primary: string, facts: Facts): Plan {
  let plan: Plan = { state, events: [], repairs: [] };
  for (const node of facts.rules.nodes) {
    const own = stateOf(facts, node);
    if (!own || !isFresh(facts, node)) continue;
    const handsOff = node !== primary && isInMaintenance(own);
    plan = { ...plan, ...noteMaintenance(plan, node, handsOff) };
    if (handsOff) continue;
    const finding = node === primary ? examinePrimary(own, facts) : examine(state, primary, facts, node, own);
    const { kind, because, errant, lost } = finding;
    if (errant !== undefined) plan = { ...plan, ...noteErrant(plan, node, errant) };
    if (lost !== undefined) plan = { ...plan, ...noteLostTail(plan, node, lost) };
    if (kind) plan = schedule(plan, { node, kind, ...(because && { because }) }, facts);
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

function examinePrimary(own: ServerState, { rules }: Facts): Finding {
  const unguarded = rules.acknowledgements > 0 && isWritable(own) && own.semisync?.sourceEnabled === false;
  return { kind: unguarded ? 'require-acknowledgement' : undefined };
}

function examine(
  state: ManagerState,
  primary: string,
  facts: Facts,
  node: string,
  own: ServerState,
): Finding {
  if (isWritable(own)) return { kind: 'make-read-only' };
  const leader = stateOf(facts, primary);
  if (!isFresh(facts, primary) || !leader || !isWritable(leader)) return {};
  if (own.semisync?.sourceEnabled) return { kind: 'demote' };
  if (isReplicaOf(own, primary)) return examineReplica(state, facts, node, own, leader);
  return examineStranger(primary, facts, node, own, leader);
}

type Replica = ServerState & { readonly source: NonNullable<ServerState['source']> };

function isReplicaOf(own: ServerState, primary: string): own is Replica {
  return own.source?.host === primary;
}

function examineReplica(
  state: ManagerState,
  facts: Facts,
  node: string,
  own: Replica,
  leader: ServerState,
): Finding {
  const told = {
    errant: errantTransactions(own, leader, true),
    lost: lostTail(own, parseGtidSet(leader.gtidExecuted)),
  };
  if (own.source.receiver === 'off' || own.source.applier === 'off') {
    return { kind: 'resume', because: own.source.receiverError || own.source.applierError, ...told };
  }
  const mute =
    facts.rules.acknowledgements > 0 &&
    hasSay(facts.rules, node) &&
    own.source.receiver === 'on' &&
    own.semisync?.replicaActive === false;
  const settledAtMs = (state.repairedAtMs[node] ?? Number.NEGATIVE_INFINITY) + 2 * facts.rules.repairEveryMs;
  return { kind: mute && facts.nowMs >= settledAtMs ? 'reattach' : undefined, ...told };
}

/**
 * A node that came back, or never was in: in again if it has nothing that the primary lacks, and lacks nothing that
 * it can never fetch; else kept out.
 */
function examineStranger(
  primary: string,
  facts: Facts,
  node: string,
  own: ServerState,
  leader: ServerState,
): Finding {
  // The primary must have been asked later than the node answered: what it committed in between it does not lack.
  if (viewOf(facts, primary).stateAskedAtMs < viewOf(facts, node).stateAnsweredAtMs) return {};
  const errant = errantTransactions(own, leader, false);
  const lost = lostTail(own, parseGtidSet(leader.gtidExecuted));
  if (errant === '' && lost === '') return { kind: 'rejoin', errant, lost };
  return { kind: own.source === null ? undefined : 'keep-out', errant, lost };
}
