import { containsGtidSet, parseGtidSet } from '../../../formats/gtid.ts';
import type { ServerState } from '../../mysql/server-state.ts';
import type { ManagerEvent } from '../words.ts';
import {
  type Facts,
  isAnswering,
  isCurrent,
  isFresh,
  isWritableNode,
  stateOf,
  transactionsOf,
  viewOf,
} from './facts.ts';
import type { ManagerState, Restarted } from './state.ts';

type Tracked = { readonly state: ManagerState; readonly events: readonly ManagerEvent[] };

/** What the newest observations change in what the manager remembers of a term. */
export function track(state: ManagerState, facts: Facts): Tracked {
  if (state.primary === null) return { state, events: [] };
  const suspicion = trackSuspicion(state, state.primary, facts);
  return {
    state: trackClosed(trackRestarts(suspicion.state, state.primary, facts), state.primary, facts),
    events: suspicion.events,
  };
}

function trackSuspicion(state: ManagerState, primary: string, facts: Facts): Tracked {
  const suspected = !isAnswering(facts, primary);
  if (suspected === state.suspected) return { state, events: [] };
  const failure = viewOf(facts, primary).failure;
  const event: ManagerEvent = suspected
    ? {
        type: 'primary-suspected',
        node: primary,
        text: `${primary} does not answer: ${failure?.text ?? 'silence'}`,
        data: { how: failure?.how ?? 'silent' },
      }
    : { type: 'primary-recovered', node: primary, text: `${primary} answers again` };
  const refused = suspected ? state.refused : null;
  return { state: { ...state, suspected, refused }, events: [event] };
}

/**
 * A follower that restarted has thrown away what it received and had not applied (relay_log_recovery): its receiver
 * is off and has received nothing. It counts again when it has received from its primary since, and has all that the
 * primary had after the restart: then it has what it acknowledged before. That the primary has died meanwhile takes
 * nothing away from it.
 */
function trackRestarts(state: ManagerState, primary: string, facts: Facts): ManagerState {
  const restarted = state.followers.flatMap((node): [string, Restarted][] => {
    const before = state.restarted[node];
    const own = stateOf(facts, node);
    if (!own || !isFresh(facts, node)) return before ? [[node, before]] : [];
    if (hasRestarted(own)) return [[node, { sinceMs: facts.nowMs, reconnected: false }]];
    if (!before) return [];
    const follows = own.source?.host === primary;
    const reconnected = follows && (before.reconnected || own.source?.receiver === 'on');
    const now = { ...before, reconnected };
    return reconnected && hasCaughtUp(own, primary, before.sinceMs, facts) ? [] : [[node, now]];
  });
  return { ...state, restarted: Object.fromEntries(restarted) };
}

function hasRestarted(state: ServerState): boolean {
  return state.source === null || (state.source.receiver === 'off' && state.source.gtidReceived === '');
}

function hasCaughtUp(own: ServerState, primary: string, sinceMs: number, facts: Facts): boolean {
  const { state: leader, stateAskedAtMs } = viewOf(facts, primary);
  if (!leader || stateAskedAtMs < sinceMs) return false;
  return containsGtidSet(transactionsOf(own), parseGtidSet(leader.gtidExecuted));
}

function trackClosed(state: ManagerState, primary: string, facts: Facts): ManagerState {
  if (!isCurrent(facts, primary)) return state;
  const closedSinceMs = isWritableNode(facts, primary) ? null : (state.closedSinceMs ?? facts.nowMs);
  return { ...state, closedSinceMs };
}
