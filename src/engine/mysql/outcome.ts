import { outcomeBy } from '../outcome.ts';
import type { WriteError } from '../types.ts';

/** What the error of a write that was sent says of it. */
export function outcomeOf(error: unknown): WriteError {
  return outcomeBy({ refusals: [], isConflict: isRolledBack }, error);
}

/**
 * Whether a member of a group rolled a transaction back because another member's, which changed the same row, came
 * before it: in certification, or as it took the row's lock away (InnoDB's error 149) while this one committed.
 */
function isRolledBack(code: string, error: unknown): boolean {
  if (code === 'ER_TRANSACTION_ROLLBACK_DURING_COMMIT') return true;
  return code === 'ER_ERROR_DURING_COMMIT' && error instanceof Error && /\berror 149\b/.test(error.message);
}
