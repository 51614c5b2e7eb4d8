import { environmentError } from '../../../../errors.ts';
import { beyond, formatPosition, type GtidPosition } from '../../../../formats/mariadb-gtid.ts';
import { DeadlineError, waitFor } from '../../../../wait.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import { filesOfArchives, knownOf } from '../archive/files.ts';
import { archivesOf } from '../archive/seal.ts';

const withinMs = 30_000;

/** Waits until the archive is at a position. @throws DrillError (exit 3) naming what it lacks after 30 s */
export async function awaitArchive(store: string, goal: GtidPosition): Promise<void> {
  const timeline = await currentTimeline(store);
  try {
    await waitFor({ what: 'the archive', deadlineMs: withinMs, everyMs: 100 }, async () => {
      const missing = beyond(knownOf(filesOfArchives(await archivesOf(store, timeline))), goal);
      return missing.size === 0
        ? { done: true, value: undefined }
        : { done: false, state: formatPosition(missing) };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw environmentError(`After ${withinMs / 1000} s the archive is not yet at ${error.state}.`, {
      hint: 'verify tells whether it follows the primary',
    });
  }
}
