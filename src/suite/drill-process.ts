import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { oneLine } from '../report/text.ts';
import { struck } from '../secrets.ts';
import type { Cell } from './matrix.ts';

/**
 * Makes one drill in a process of its own, so that whatever happens to it ends nothing else. What it says goes to
 * `logs/`. The process is in a group of its own: Ctrl-C reaches it through `interrupt` alone, once; and when this
 * process is killed, the channel between them closes, and it heals, removes its containers and ends.
 *
 * @param main the file of the command line
 * @param folder the folder of the suite
 * @returns why there is no completed run, as far as its exit tells
 */
export async function drillInProcess(
  main: string,
  folder: string,
  cell: Cell,
  interrupt: AbortSignal,
): Promise<{ readonly failure: string | undefined }> {
  await mkdir(join(folder, 'logs'), { recursive: true });
  const path = join(folder, 'logs', `${nameOf(cell)}.log`);
  const log = await open(path, 'w');
  try {
    const child = fork(main, drillWords(cell, join(folder, 'runs')), {
      detached: true,
      // What a project gives to `run` is for those who call it themselves.
      env: { ...process.env, ...secretSets(cell), HA_DRILL_PLAIN: 'true' },
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
    const stop = (): void => void child.kill('SIGTERM');
    if (interrupt.aborted) stop();
    interrupt.addEventListener('abort', stop);
    const [code, signal]: unknown[] = await once(child, 'exit').finally(() =>
      interrupt.removeEventListener('abort', stop),
    );
    const completed = typeof code === 'number' && code <= 2;
    if (completed) return { failure: undefined };
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    const last = oneLine(lines.findLast((line) => line.startsWith('ha-drill: ')) ?? lines.at(-1) ?? '');
    const how = signal === null ? `exit code ${String(code)}` : `ended by ${String(signal)}`;
    return { failure: `${last} (${how}; ${path})` };
  } finally {
    await log.close();
  }
}

/** The words of the command line that make a drill: as a user would type them. */
export function drillWords({ combination, drill, seed }: Cell, out: string): string[] {
  const sets = combination.sets.flatMap((set) => ['--set', isSecretSet(set) ? nameOfSet(set) : set]);
  const { scenario, topology } = combination;
  const trust = drill.topology.trust ? ['--trust-topology'] : [];
  return ['run', scenario, '--topology', topology, ...trust, ...sets, '--seed', String(seed), '--out', out];
}

/** Values that are secrets go to the drill by its environment: a command line is for all to see. */
function secretSets({ combination }: Cell): Record<string, string> {
  const secret = combination.sets.filter(isSecretSet);
  return Object.fromEntries(secret.map((set) => [nameOfSet(set), set.slice(nameOfSet(set).length + 1)]));
}

function isSecretSet(set: string): boolean {
  return /^[A-Z][A-Z0-9_]*=/.test(set) && struck(set) !== set;
}

function nameOfSet(set: string): string {
  return set.slice(0, set.indexOf('='));
}

/** A file name for what a cell says. */
function nameOf({ combination: { sets }, drill, repetition }: Cell): string {
  const words = [drill.scenario.name, drill.topology.name, ...sets.map(struck), String(repetition)];
  return words.join('.').replaceAll(/[^\w.=-]+/g, '_');
}
