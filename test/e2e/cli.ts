import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { findLeftovers, type Leftovers } from '../../src/docker/leftovers.ts';
import { patienceMs } from '../support/patience.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A drill that shows nothing for so long hangs: the test then says what it showed before. */
const shownWithinMs = patienceMs;

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Running = {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr has shown this. */
  readonly shown: (text: string) => Promise<void>;
};

/** Starts the command line as a user would, in a process of its own. */
export function start(words: readonly string[], environment: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [main, ...words], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let look = (): void => undefined;
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    look();
  });
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  const shown = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`"${text}" was not shown within ${shownWithinMs / 1000} s:\n${stderr}`)),
        shownWithinMs,
      );
      const found = (): void => {
        clearTimeout(late);
        resolve();
      };
      look = () => stderr.includes(text) && found();
      look();
      ended.then((end) => {
        clearTimeout(late);
        reject(new Error(`ended without showing "${text}":\n${end.stderr}`));
      });
    });
  return { process: child, ended, shown };
}

/** Runs the command line to its end. */
export function run(words: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return start(words, environment).ended;
}

/** The run whose folder is in `out`: the only one there. */
export async function runIn(out: string): Promise<string> {
  const runs = await readdir(out);
  if (runs.length !== 1) throw new Error(`${runs.length} run folders in ${out}, expected 1`);
  return runs[0] ?? '';
}

/** Everything on the engine that carries the label of this run; what lacks the others of ours is an error. */
export async function leftoversOf(run: string): Promise<readonly Leftovers[]> {
  const { runs, foreign } = await findLeftovers(new Docker(), run);
  if (foreign.length > 0)
    throw new Error(`not labelled as ours are: ${foreign.map(({ what }) => what).join(', ')}`);
  return runs;
}
