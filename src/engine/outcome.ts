import type { WriteError } from './types.ts';

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

/** What an engine's own errors mean, beside those that MySQL and MariaDB share. */
export type OwnErrors = {
  /** Surely not done, and another server may serve it. */
  readonly refusals: readonly string[];
  isConflict(code: string, error: unknown): boolean;
};

/** What the error of a write that was sent says of it. */
export function outcomeBy({ refusals, isConflict: conflicts }: OwnErrors, error: unknown): WriteError {
  const code = codeOf(error);
  const isConflict = conflicts(code, error);
  const isRefused = refusals.includes(code);
  const outcome = isConflict || isRefused || surelyNotDone.has(code) ? 'fail' : 'info';
  return { outcome, code, isConflict, asksElsewhere: isRefused || readOnly.has(code) || !isOfServer(error) };
}

/** The driver's or server's code of an error, else its message. */
export function codeOf(error: unknown): string {
  if (error instanceof Error) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    return error.message;
  }
  return String(error);
}
