import { codeOf } from '../engine/outcome.ts';
import type { Engine } from '../engine/types.ts';
import type { Outcome } from '../history/schema.ts';

/** How a write ended, by which error, and whether the driver should try another host for the next. */
export type Ending = {
  readonly outcome: Outcome;
  readonly error: string | null;
  readonly asksElsewhere: boolean;
};

export const acknowledged: Ending = { outcome: 'ok', error: null, asksElsewhere: false };

/** The ending of a write whose connection could not be had: nothing was sent. */
export function notSent(error: unknown): Ending {
  return { outcome: 'fail', error: `connect: ${codeOf(error)}`, asksElsewhere: true };
}

/** The ending of a write whose statement was sent and ended in `error`. */
export function sentAndFailed(outcomeOf: Engine['outcomeOf'], error: unknown): Ending {
  const { outcome, code, isConflict, asksElsewhere } = outcomeOf(error);
  return { outcome, asksElsewhere, error: isConflict ? `conflict: ${code}` : code };
}

/** The ending of a write that was sent, and of which nothing was heard when it was no longer waited for. */
export function unheard(reason: string): Ending {
  return { outcome: 'info', error: reason, asksElsewhere: true };
}
