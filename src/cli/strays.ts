import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DrillError, messageOf } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { packageRoot } from '../package-root.ts';
import { struck } from '../secrets.ts';
import { tell } from './output.ts';

let endInOrder: ((error: DrillError) => void) | undefined;

/** From now on a stray error ends what is going on in order, by this; until the answer is called. */
export function onStray(end: (error: DrillError) => void): () => void {
  endInOrder = end;
  return () => {
    endInOrder = undefined;
  };
}

/**
 * An error that no call could throw (of a stream that nobody listens to, of a promise that nobody awaits) is a bug of
 * ha-drill and ends with its exit code, never with the one of a missed objective. A drill that is going on heals, removes
 * its containers and judges what it has; a second stray error ends the process at once.
 */
export function catchStrays(): void {
  let strays = 0;
  const onError = (error: unknown): void => {
    strays += 1;
    process.exitCode = exitCodes.bug.code;
    tell(`ha-drill: this is a bug: ${messageOf(error)}\nPlease report it with ${reportOf(error)}`);
    if (strays > 1 || !endInOrder) process.exit(exitCodes.bug.code);
    endInOrder(new DrillError('bug', `a bug of ha-drill: ${messageOf(error)}`, { cause: error }));
  };
  process.on('uncaughtException', onError).on('unhandledRejection', onError);
}

/**
 * Writes what a report of the bug needs, and tells where. It names no value that could be a secret: neither the environment
 * nor the words after the command, among them what `--set` says.
 */
function reportOf(error: unknown): string {
  const file = join(tmpdir(), `ha-drill-bug-${process.pid}.txt`);
  const lines = [
    `command: ha-drill ${process.argv[2] ?? ''}`,
    `node: ${process.version}, ${process.platform} ${process.arch}`,
    `installed in: ${packageRoot.pathname}`,
  ];
  const stack = struck(error instanceof Error ? (error.stack ?? error.message) : String(error));
  try {
    writeFileSync(file, `${[...lines, '', stack].join('\n')}\n`);
    return file;
  } catch {
    return `this:\n${stack}`;
  }
}
