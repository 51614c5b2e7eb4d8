import { type Verdict, wait } from './decision.ts';
import type { ManagerState } from './state.ts';

/** No failover, for this reason; told once a reason. */
export function refuse(state: ManagerState, reason: string): Verdict {
  if (state.refused === reason) return { state, events: [], decision: wait };
  return {
    state: { ...state, refused: reason },
    events: [
      {
        type: 'failover-refused',
        text: `no failover: ${reason}`,
        ...(state.primary !== null && { node: state.primary }),
      },
    ],
    decision: wait,
  };
}
