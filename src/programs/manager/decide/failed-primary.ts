import { type Verdict, wait } from './decision.ts';
import { elect } from './elect.ts';
import {
  type Facts,
  isFresh,
  isReachable,
  isWritableNode,
  receivesFrom,
  silentForMs,
  stateOf,
  viewOf,
} from './facts.ts';
import { refuse } from './refuse.ts';
import { hasSay } from './rules.ts';
import type { ManagerState } from './state.ts';

/**
 * The primary has not answered for `confirmMs`: is it dead? Only if nobody else hears from it either.
 * Undefined while it is too early to tell.
 */
export function decideOnSilence(state: ManagerState, primary: string, facts: Facts): Verdict | undefined {
  if (silentForMs(facts, primary) < facts.rules.confirmMs) return undefined;
  const others = reachableOthers(facts, primary);
  if (others.length === 0) return refuse(state, 'no node answers this manager, which may be cut off itself');
  const hearing = others.filter((node) => receivesFrom(facts, node, primary, facts.rules.silenceMs));
  if (hearing.length > 0) {
    // What was under way when it fell silent counts as hearing for a while.
    if (silentForMs(facts, primary) < facts.rules.confirmMs + facts.rules.silenceMs) return nothing(state);
    return refuse(
      state,
      `${primary} does not answer this manager, but ${hearing.join(', ')} receives from it`,
    );
  }
  const how = viewOf(facts, primary).failure?.how ?? 'silent';
  const reason = `${primary} has not answered for ${facts.rules.confirmMs} ms (${how}), and no replica receives from it`;
  return replace(state, primary, facts, others, 'dead', reason);
}

/**
 * The primary answers the manager, but none of its replicas hears from it any more: nothing it commits can be
 * acknowledged, so nobody can write. Clients still reach it, so it is fenced before another one takes over.
 * Only worth it when the new primary would have enough replicas. With asynchronous replication clients can still
 * write, and a failover would lose what they did.
 */
export function decideOnCutOff(state: ManagerState, primary: string, facts: Facts): Verdict | undefined {
  if (facts.rules.acknowledgements === 0) return undefined;
  if (!isFresh(facts, primary) || !isWritableNode(facts, primary)) return undefined;
  const others = reachableOthers(facts, primary);
  const followers = others.filter((node) => state.followers.includes(node));
  const cutOff = followers.filter((node) => isCutOff(facts, node, primary));
  if (cutOff.length < followers.length || cutOff.length <= facts.rules.acknowledgements) return undefined;
  const reason = `${primary} answers, but for ${facts.rules.cutOffMs} ms none of its replicas ${cutOff.join(', ')} has received from it`;
  return replace(state, primary, facts, others, 'cut-off', reason);
}

function replace(
  state: ManagerState,
  primary: string,
  facts: Facts,
  among: readonly string[],
  why: 'dead' | 'cut-off',
  reason: string,
): Verdict {
  if (antiFlapMs(state, facts) > 0) {
    return refuse(state, `${reason}; but the last failover was within the anti-flap period`);
  }
  const voters = among.filter((node) => hasSay(facts.rules, node));
  const votes = voters.flatMap((node) => {
    const own = stateOf(facts, node);
    return own ? [{ node, state: own }] : [];
  });
  const election = elect(votes, state, facts.rules, { from: primary });
  if ('refused' in election) return refuse(state, `${reason}; but ${election.refused}`);
  return { state, events: [], decision: { kind: 'install', why, from: primary, among: voters, reason } };
}

/** How long failovers still rest after the last one (ms); 0 when they do not. */
export function antiFlapMs(state: ManagerState, facts: Facts): number {
  if (state.lastFailoverAtMs === null) return 0;
  return Math.max(0, state.lastFailoverAtMs + facts.rules.minFailoverIntervalMs - facts.nowMs);
}

function nothing(state: ManagerState): Verdict {
  return { state, events: [], decision: wait };
}

function reachableOthers(facts: Facts, primary: string): string[] {
  return facts.rules.nodes.filter((node) => node !== primary && isReachable(facts, node));
}

/** Errors of a receiver that mean: the network to its source is broken, or the source's acknowledgements are. */
const cutOffErrors = [
  /can't connect/i,
  /lost connection/i,
  /reading (initial|final|authorization)/i,
  /unknown .*server host/i,
  /timed? ?out/i,
  // The source waits for acknowledgements of transactions that this replica has: it cannot connect again to give them.
  /more gtids than/i,
];

function isCutOff(facts: Facts, replica: string, primary: string): boolean {
  const { state, receivedAtMs } = viewOf(facts, replica);
  const source = state?.source;
  if (source?.host !== primary || facts.nowMs - receivedAtMs < facts.rules.cutOffMs) return false;
  if (source.receiverError !== '') return cutOffErrors.some((pattern) => pattern.test(source.receiverError));
  return source.receiver !== 'off';
}
