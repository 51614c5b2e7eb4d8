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
import type { ManagerState } from './state.ts';

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
 * is off and has received nothing. It counts again when it has all that its primary had.
 */
function trackRestarts(state: ManagerState, primary: string, facts: Facts): ManagerState {
  const leader = stateOf(facts, primary);
  const restarted = state.followers.filter((node) => {
    const own = stateOf(facts, node);
    if (!own || !isFresh(facts, node)) return state.restarted.includes(node);
    if (hasRestarted(own)) return true;
    return state.restarted.includes(node) && !(leader && hasCaughtUp(own, leader, primary));
  });
  return { ...state, restarted };
}

function hasRestarted(state: ServerState): boolean {
  return state.source === null || (state.source.receiver === 'off' && state.source.gtidReceived === '');
}

function hasCaughtUp(own: ServerState, leader: ServerState, primary: string): boolean {
  if (own.source?.host !== primary || own.source.receiver !== 'on') return false;
  return containsGtidSet(transactionsOf(own), parseGtidSet(leader.gtidExecuted));
}

function trackClosed(state: ManagerState, primary: string, facts: Facts): ManagerState {
  if (!isCurrent(facts, primary)) return state;
  const closedSinceMs = isWritableNode(facts, primary) ? null : (state.closedSinceMs ?? facts.nowMs);
  return { ...state, closedSinceMs };
}
