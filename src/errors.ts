import { type ExitName, exitCodes } from './exit-codes.ts';
import { DeadlineError } from './wait.ts';

/**
 * An error its reader can act on: what was expected and found, and what to do next.
 * It is shown as its message alone, never with a stack, and decides the exit code.
 */
export class DrillError extends Error {
  readonly exit: ExitName;
  readonly hint: string | undefined;
  /** All that is wrong, a line each, where the message has only the first of them. */
  readonly lines: readonly string[];

  constructor(
    exit: ExitName,
    message: string,
    options: { hint?: string | undefined; cause?: unknown; lines?: readonly string[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DrillError';
    this.exit = exit;
    this.hint = options.hint;
    this.lines = options.lines ?? message.split('\n');
  }

  get exitCode(): number {
    return exitCodes[this.exit].code;
  }
}

/** Wrong usage or an invalid document: exit code 64. */
export function usageError(message: string, hint?: string): DrillError {
  return new DrillError('usage', message, { hint });
}

/** Docker, an image or the cluster is not as needed: exit code 3. */
export function environmentError(
  message: string,
  options: { hint?: string | undefined; cause?: unknown } = {},
): DrillError {
  return new DrillError('environment', message, options);
}

/**
 * Whether an error is one that the environment of ha-drill made (an engine, a server or a network that refuses, is late or
 * is gone; a full disk), and not a bug of ha-drill. Errors of the system, of servers and of the engine carry a code or a
 * status; those of Node for what a program does wrong begin with ERR_.
 */
export function isOfEnvironment(error: unknown): boolean {
  if (error instanceof DrillError) return error.exit !== 'bug';
  if (!(error instanceof Error)) return false;
  if (error instanceof DeadlineError || 'statusCode' in error) return true;
  return 'code' in error && typeof error.code === 'string' && !error.code.startsWith('ERR_');
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
