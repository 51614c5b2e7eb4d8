import { rm } from 'node:fs/promises';
import type Docker from 'dockerode';
import { cleaningUp } from '../clean-up.ts';
import { withLease } from '../docker/lease.ts';
import { journalFolder, runFolder } from '../docker/state-folder.ts';
import { openJournal } from '../faults/journal.ts';

/**
 * Owns a run without a record for as long as something goes on: by its journal on this machine, and by its lease among all
 * who share the engine, `ha-drill clean` knows that it is alive.
 */
export async function passingRun<T>(docker: Docker, run: string, use: () => Promise<T>): Promise<T> {
  const journal = await openJournal(journalFolder(), run);
  return cleaningUp(
    () => withLease(docker, run, use),
    async () => {
      await rm(runFolder(run), { recursive: true, force: true });
      await journal.remove();
    },
  );
}
