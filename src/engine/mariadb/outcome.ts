import { outcomeBy } from '../outcome.ts';
import type { WriteError } from '../types.ts';

/**
 * What the error of a write that was sent says of it. A member of Galera that is outside of its cluster, or still catches
 * up, refuses every statement (1047). A transaction that lost against another member's is told as a deadlock. What fails
 * in the commit (1180) may be replicated all the same, so that nobody knows.
 */
export function outcomeOf(error: unknown): WriteError {
  return outcomeBy(
    { refusals: ['ER_UNKNOWN_COM_ERROR'], isConflict: (code) => code === 'ER_LOCK_DEADLOCK' },
    error,
  );
}
