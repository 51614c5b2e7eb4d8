import type { Outcome } from '../history/schema.ts';

/** How a write ended, and by which error. */
export type Ending = { readonly outcome: Outcome; readonly error: string | null };

/**
 * Server errors after which a single-row INSERT in its own transaction surely did not happen: the statement was
 * refused or rolled back. Any other error, and any broken connection, leaves the outcome unknown.
 */
const surelyNotDone = new Set([
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_CON_COUNT_ERROR',
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'ER_NO_SUCH_TABLE',
  'ER_DUP_ENTRY',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_RECORD_FILE_FULL',
]);

export const acknowledged: Ending = { outcome: 'ok', error: null };

/** The ending of a write whose connection could not be had: nothing was sent. */
export function notSent(error: unknown): Ending {
  return { outcome: 'fail', error: `connect: ${codeOf(error)}` };
}

/** The ending of a write whose statement was sent and ended in `error`. */
export function sentAndFailed(error: unknown): Ending {
  const code = codeOf(error);
  if (isConflict(code, error)) return { outcome: 'fail', error: `conflict: ${code}` };
  return { outcome: surelyNotDone.has(code) ? 'fail' : 'info', error: code };
}

/** The driver's or server's code of an error, else its message. */
export function codeOf(error: unknown): string {
  if (error instanceof Error) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    return error.message;
  }
  return String(error);
}

/**
 * Whether a member of a group rolled a transaction back because another member's, which changed the same row, came
 * before it: in certification, or as it took the row's lock away (InnoDB's error 149) while this one committed.
 */
function isConflict(code: string, error: unknown): boolean {
  if (code === 'ER_TRANSACTION_ROLLBACK_DURING_COMMIT') return true;
  return code === 'ER_ERROR_DURING_COMMIT' && error instanceof Error && /\berror 149\b/.test(error.message);
}
