import type { ManagerEvent } from '../words.ts';
import { type Verdict, wait } from './decision.ts';
import { type Facts, isReachable, reachableNodes } from './facts.ts';
import { inferFollowers, inferPrimary } from './infer-primary.ts';
import { refuse } from './refuse.ts';
import { hasSay } from './rules.ts';
import { beginTerm, type ManagerState } from './state.ts';

/**
 * The manager knows of no primary: it has just started. It takes over a running cluster as it finds it, touching
 * nothing, or forms a new one once every node answers.
 */
export function decideWithoutPrimary(state: ManagerState, facts: Facts): Verdict {
  const reachable = reachableNodes(facts);
  const complete = reachable.length === facts.rules.nodes.length;
  const waitedMs = facts.nowMs - state.startedAtMs;
  const nothing: Verdict = { state, events: [], decision: wait };
  if (reachable.length === 0 || !(complete || waitedMs >= 2 * facts.rules.confirmMs)) return nothing;
  const found = inferPrimary(facts);
  if (!('primary' in found) && !complete && waitedMs < facts.rules.graceMs) return nothing;
  if ('unclear' in found) return refuse(state, found.unclear);
  if ('primary' in found) return takeOver(state, facts, found.primary);
  if (complete || facts.rules.allowDataLoss) {
    return {
      state,
      events: [],
      decision: {
        kind: 'install',
        why: 'form',
        from: null,
        among: reachable.filter((node) => hasSay(facts.rules, node)),
        reason: 'no node is or has a primary',
      },
    };
  }
  const absent = facts.rules.nodes.filter((node) => !isReachable(facts, node));
  return refuse(state, `no node is or has a primary, and ${absent.join(', ')} might have the newest data`);
}

function takeOver(state: ManagerState, facts: Facts, primary: string): Verdict {
  const followers = inferFollowers(facts, primary);
  const event: ManagerEvent = {
    type: 'primary-found',
    node: primary,
    text: `${primary} is the primary of a cluster found running, with the replicas ${followers.join(', ') || 'none'}`,
    data: { followers },
  };
  return { state: beginTerm(state, primary, followers), events: [event], decision: wait };
}
