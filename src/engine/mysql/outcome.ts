import { codeOf } from '../error-code.ts';
import type { WriteError } from '../types.ts';

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

/** By which a server refuses a write since it is read-only. */
const readOnly = new Set(['ER_OPTION_PREVENTS_STATEMENT', 'ER_READ_ONLY_MODE']);

/** Whether the server itself answered with this error: else its connection broke, or hung. */
function isOfServer(error: unknown): boolean {
  return error instanceof Error && 'sqlState' in error && Boolean(error.sqlState);
}

/** What the error of a write that was sent says of it. */
export function outcomeOf(error: unknown): WriteError {
  const code = codeOf(error);
  const isConflict = isRolledBack(code, error);
  const outcome = isConflict || surelyNotDone.has(code) ? 'fail' : 'info';
  return { outcome, code, isConflict, asksElsewhere: readOnly.has(code) || !isOfServer(error) };
}

/**
 * Whether a member of a group rolled a transaction back because another member's, which changed the same row, came
 * before it: in certification, or as it took the row's lock away (InnoDB's error 149) while this one committed.
 */
function isRolledBack(code: string, error: unknown): boolean {
  if (code === 'ER_TRANSACTION_ROLLBACK_DURING_COMMIT') return true;
  return code === 'ER_ERROR_DURING_COMMIT' && error instanceof Error && /\berror 149\b/.test(error.message);
}
