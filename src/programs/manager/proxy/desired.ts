import { isWritable } from '../../mysql/server-state.ts';
import { type Facts, isAnswering, isCurrent, isReachable, receivesFrom, stateOf } from '../decide/facts.ts';
import { hasSay } from '../decide/rules.ts';
import type { ManagerState } from '../decide/state.ts';
import type { Routing } from './routing.ts';

/**
 * Where traffic should go: writes to an open primary; reads to replicas that keep up, else to the primary.
 * Undefined while that cannot be told: it stays as it is.
 */
export function desiredRouting(state: ManagerState, facts: Facts): Routing | undefined {
  const { primary } = state;
  if (primary === null || !isCurrent(facts, primary)) return undefined;
  const own = stateOf(facts, primary);
  const open = own !== null && isWritable(own);
  const read = facts.rules.nodes.filter(
    (node) => node !== primary && servesReads(state, facts, node, primary),
  );
  return {
    write: open ? primary : null,
    read: read.length > 0 ? read : open ? [primary] : [],
  };
}

function servesReads(state: ManagerState, facts: Facts, node: string, primary: string): boolean {
  if (!hasSay(facts.rules, node)) return false;
  if (node in state.errant || node in state.lostTails) return false;
  if (stateOf(facts, node)?.source?.applier !== 'on') return false;
  // A primary that does not answer leaves its replicas readable: what they have is the newest there is to read.
  if (!isAnswering(facts, primary)) return isReachable(facts, node);
  return receivesFrom(facts, node, primary, facts.rules.cutOffMs);
}
