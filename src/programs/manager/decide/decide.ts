import type { NodeView } from '../observe/view.ts';
import { decideOnClosed } from './closed-primary.ts';
import { type Verdict, wait } from './decision.ts';
import type { Facts } from './facts.ts';
import { decideOnCutOff, decideOnSilence } from './failed-primary.ts';
import { decideWithoutPrimary } from './no-primary.ts';
import { planRepairs } from './repairs.ts';
import type { Rules } from './rules.ts';
import type { ManagerState } from './state.ts';
import { decideOnSwitchover } from './switchover.ts';
import { track } from './track.ts';

/**
 * The next thing to do, from what the manager remembers and what it sees. Pure: time comes in as `nowMs`, nothing
 * goes out. The first rule that has something to say decides.
 */
export function decide(
  before: ManagerState,
  views: ReadonlyMap<string, NodeView>,
  rules: Rules,
  nowMs: number,
): Verdict {
  const facts: Facts = { nowMs, rules, views, sinceMs: before.actedAtMs };
  const { state, events } = track(before, facts);
  const verdict = firstVerdict(state, facts);
  return { ...verdict, events: [...events, ...verdict.events] };
}

function firstVerdict(state: ManagerState, facts: Facts): Verdict {
  const { primary } = state;
  if (primary === null) return decideWithoutPrimary(state, facts);
  return (
    decideOnSilence(state, primary, facts) ??
    decideOnClosed(state, primary, facts) ??
    decideOnCutOff(state, primary, facts) ??
    decideOnSwitchover(state, primary, facts) ??
    decideRepairs(state, primary, facts)
  );
}

function decideRepairs(state: ManagerState, primary: string, facts: Facts): Verdict {
  const { repairs, ...rest } = planRepairs(state, primary, facts);
  return { ...rest, decision: repairs.length > 0 ? { kind: 'repair', repairs } : wait };
}
