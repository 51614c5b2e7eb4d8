import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { environmentError } from '../../../../errors.ts';

/** A program of this container that is running. */
export type Program = {
  readonly stdout: Readable;
  /** Resolves when it has ended well. @throws DrillError (exit 3) with what it wrote to stderr when not */
  readonly ended: Promise<void>;
  kill(): void;
};

const shown = 2000;

/** Starts a program whose output is read as a stream. `input`, where there is one, is what it reads. */
export function startProgram(command: string, words: readonly string[], input?: Readable): Program {
  const child = spawn(command, words, { stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
  const complaints = child.stderr ? text(child.stderr) : Promise.resolve('');
  complaints.catch(() => undefined);
  const ended = endOf(child).then(async (how) => {
    if (how === undefined) return;
    const said = (await complaints).trim().slice(-shown);
    throw environmentError(`${command} ${how}${said === '' ? '' : `: ${said}`}`);
  });
  ended.catch(() => undefined);
  // A program that ends early closes its input: what it says about that is in `ended`.
  if (input && child.stdin) input.pipe(child.stdin).on('error', () => undefined);
  if (!child.stdout) throw new Error(`${command} has no stdout`);
  return { stdout: child.stdout, ended, kill: () => void child.kill('SIGTERM') };
}

/** Runs a program to its end; resolves with what it printed. @throws DrillError (exit 3) with its stderr */
export async function runProgram(command: string, words: readonly string[]): Promise<string> {
  const program = startProgram(command, words);
  const [printed] = await Promise.all([text(program.stdout), program.ended]);
  return printed;
}

/** Undefined for a program that ended with 0, else how it ended. */
function endOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => {
      resolve(code === 0 ? undefined : signal ? `was ended by ${signal}` : `ended with exit code ${code}`);
    });
  });
}
