import { readdir, readFile } from 'node:fs/promises';
import { DrillError } from '../errors.ts';
import { DeadlineError, waitFor } from '../wait.ts';
import { projectOf } from './labels.ts';

/** Longest wait for a `docker compose` that nobody waits for any more (ms). */
const endsWithinMs = 60_000;

/**
 * Waits until no `docker compose` of a run is going on. It is a process of its own, which outlives a harness that is
 * killed and goes on creating containers for some seconds.
 *
 * @throws DrillError (exit 4) naming the process that does not end
 */
export async function composeEnded(run: string): Promise<void> {
  try {
    await waitFor({ what: `docker compose of ${run} to end`, deadlineMs: endsWithinMs }, async () => {
      const pids = await composesOf(run);
      return pids.length === 0
        ? { done: true, value: undefined }
        : { done: false, state: `process ${pids.join(', ')}` };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw new DrillError('cleanup', `${error.message}: it would create again what is removed.`, {
      hint: 'End it, and run `ha-drill clean` again.',
    });
  }
}

/** The processes whose command line names the run's Compose project (proc(5)); none where there is no /proc. */
async function composesOf(run: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
      return words[words.indexOf('--project-name') + 1] === projectOf(run) ? [pid] : [];
    }),
  );
  return found.flat();
}
