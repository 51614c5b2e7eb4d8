import { codeOf, outcomeOf } from '../engine/mysql/outcome.ts';
import type { Outcome } from '../history/schema.ts';

/** How a write ended, and by which error. */
export type Ending = { readonly outcome: Outcome; readonly error: string | null };

export const acknowledged: Ending = { outcome: 'ok', error: null };

/** The ending of a write whose connection could not be had: nothing was sent. */
export function notSent(error: unknown): Ending {
  return { outcome: 'fail', error: `connect: ${codeOf(error)}` };
}

/** The ending of a write whose statement was sent and ended in `error`. */
export function sentAndFailed(error: unknown): Ending {
  const { outcome, code, isConflict } = outcomeOf(error);
  return { outcome, error: isConflict ? `conflict: ${code}` : code };
}
