import { readdir, rm } from 'node:fs/promises';
import type Docker from 'dockerode';
import { composeEnded } from '../docker/compose-running.ts';
import { findLeftovers, type Leftovers, removeLeftovers } from '../docker/leftovers.ts';
import { journalFolder, runFolder, runsFolder } from '../docker/state-folder.ts';
import { DrillError, messageOf } from '../errors.ts';
import { findJournals } from '../faults/journal.ts';
import { DeadlineError, waitFor } from '../wait.ts';

/** What a clean-up did. */
export type Cleaned = {
  readonly removed: readonly Leftovers[];
  /** Runs left alone, since their harness is alive. */
  readonly running: readonly string[];
};

/** Longest wait until all of a clean-up is gone (ms). The engine lets go of mounts and networks by and by. */
const goneWithinMs = 30_000;

/**
 * Removes everything that runs without a living harness left behind: what the labels show on the engine, and
 * what the journals show on this machine. `only` limits it to some runs.
 *
 * @throws DrillError (exit 4) when a `docker compose` of such a run does not end, or something cannot be removed
 */
export async function clean(docker: Docker, only?: (run: string) => boolean): Promise<Cleaned> {
  const journals = await findJournals(journalFolder());
  const running = journals.filter((journal) => journal.alive).map((journal) => journal.owner.run);
  const wanted = (run: string): boolean => !running.includes(run) && (only?.(run) ?? true);
  const leftovers = async (): Promise<Leftovers[]> =>
    (await findLeftovers(docker)).filter((left) => wanted(left.run));

  const dead = journals.filter(({ owner }) => wanted(owner.run));
  const folders = (await readdir(runsFolder()).catch(() => [])).filter(wanted);
  const labelled = (await leftovers()).map(({ run }) => run);
  for (const run of new Set([...labelled, ...folders, ...dead.map(({ owner }) => owner.run)])) {
    await composeEnded(run);
  }
  const removed = await leftovers();
  await removeAll(docker, leftovers);
  for (const run of folders) await rm(runFolder(run), { recursive: true, force: true });
  for (const { path } of dead) await rm(path, { force: true });
  return { removed, running };
}

/** Removes until nothing is found any more: what the engine is still busy with is found again. */
async function removeAll(docker: Docker, leftovers: () => Promise<Leftovers[]>): Promise<void> {
  let trouble = '';
  const options = { what: 'nothing is left', deadlineMs: goneWithinMs, everyMs: 100 };
  const gone = waitFor(options, async () => {
    const found = await leftovers();
    if (found.length === 0) return { done: true, value: undefined };
    for (const left of found) {
      await removeLeftovers(docker, left).catch((error: unknown) => {
        trouble = messageOf(error);
      });
    }
    return { done: false, state: `${found.map(({ run }) => run).join(', ')}: ${trouble}` };
  });
  await gone.catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error;
    throw new DrillError('cleanup', error.message, {
      hint: 'Run `ha-drill clean` again; `docker ps -a` shows what is left.',
    });
  });
}
