import { readdir, rm } from 'node:fs/promises';
import type Docker from 'dockerode';
import { findLeftovers, type Leftovers, removeLeftovers } from '../cluster/leftovers.ts';
import { journalFolder, runFolder, runsFolder } from '../cluster/state-folder.ts';
import { findJournals } from '../faults/journal.ts';

/** What a clean-up did. */
export type Cleaned = {
  readonly removed: readonly Leftovers[];
  /** Runs left alone, since their harness is alive. */
  readonly running: readonly string[];
};

/**
 * Removes everything that runs without a living harness left behind: what the labels show on the engine, and
 * what the journals show on this machine. `only` limits it to some runs.
 */
export async function clean(docker: Docker, only?: (run: string) => boolean): Promise<Cleaned> {
  const journals = await findJournals(journalFolder());
  const running = journals.filter((journal) => journal.alive).map((journal) => journal.owner.run);
  const wanted = (run: string): boolean => !running.includes(run) && (only?.(run) ?? true);
  const removed = (await findLeftovers(docker)).filter((left) => wanted(left.run));
  for (const left of removed) await removeLeftovers(docker, left);
  for (const journal of journals) if (wanted(journal.owner.run)) await rm(journal.path, { force: true });
  for (const run of await readdir(runsFolder()).catch(() => [])) {
    if (wanted(run)) await rm(runFolder(run), { recursive: true, force: true });
  }
  return { removed, running };
}
