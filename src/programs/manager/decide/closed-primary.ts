import { type Verdict, wait } from './decision.ts';
import { type Facts, isFresh, isReachable } from './facts.ts';
import type { ManagerState } from './state.ts';

/**
 * The primary answers, read-only: it restarted (a server starts read-only), as after a power loss of all. It has all
 * that was acknowledged, unless its disk lied; so the others are waited for a while, and whoever has most is opened.
 * Undefined while the primary is open.
 */
export function decideOnClosed(state: ManagerState, primary: string, facts: Facts): Verdict | undefined {
  if (state.closedSinceMs === null || !isFresh(facts, primary)) return undefined;
  const missing = state.followers.filter((node) => !isFresh(facts, node));
  const waited = facts.nowMs - state.closedSinceMs >= facts.rules.graceMs;
  if (missing.length > 0 && !waited) return { state, events: [], decision: wait };
  const members = [primary, ...state.followers].filter((node) => isReachable(facts, node));
  return {
    state,
    events: [],
    decision: {
      kind: 'install',
      why: 'reopen',
      from: null,
      among: members,
      reason: `${primary} is read-only: it has restarted`,
    },
  };
}
