import type { ManagerEvent } from '../words.ts';
import type { Noted } from './note.ts';
import type { ManagerState, Unrouted } from './state.ts';

/**
 * The proxy was seen to send writes to `node`: by a change just made, or as it was already. Told when it is news: it
 * changed, or nobody could say so since `node` was promoted. Then a failover is over, and not before.
 */
export function noteRouted(state: ManagerState, node: string, changed: boolean): Noted {
  const { unrouted } = state;
  const owed = unrouted?.node === node ? unrouted : null;
  if (!changed && owed === null) return { state, events: [] };
  const routed: ManagerEvent = { type: 'routed', node, text: `the proxy sends writes to ${node}` };
  if (owed === null) return { state, events: [routed] };
  return { state: { ...state, unrouted: null }, events: [routed, ...completionOf(owed)] };
}

function completionOf({ node, completes }: Unrouted): ManagerEvent[] {
  if (completes === null) return [];
  const text =
    completes.type === 'failover-completed'
      ? `failover to ${node} is over`
      : `${node} is the primary in place of ${completes.why}`;
  return [{ type: completes.type, node, text }];
}

/**
 * `node` is about to be the primary, and is to be routed. Opening a primary again completes nothing by itself, but the
 * failover or switchover that came so far and no further.
 */
export function awaitRouting(
  state: ManagerState,
  node: string,
  completes: Unrouted['completes'],
): ManagerState {
  return { ...state, unrouted: { node, completes: completes ?? state.unrouted?.completes ?? null } };
}
