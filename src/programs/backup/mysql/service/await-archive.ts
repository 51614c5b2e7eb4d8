import { environmentError } from '../../../../errors.ts';
import { containsGtidSet, formatGtidSet, parseGtidSet, subtractGtidSets } from '../../../../formats/gtid.ts';
import { DeadlineError, waitFor } from '../../../../wait.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import { archivesOf } from '../archive/seal.ts';
import { binlogsOf, knownGtids } from '../judge/binlogs.ts';

const withinMs = 30_000;

/** Waits until the archive has these transactions. @throws DrillError (exit 3) naming those it lacks after 30 s */
export async function awaitArchive(store: string, gtids: string): Promise<void> {
  const wanted = parseGtidSet(gtids);
  const timeline = await currentTimeline(store);
  try {
    await waitFor({ what: 'the archive', deadlineMs: withinMs, everyMs: 100 }, async () => {
      const known = knownGtids(binlogsOf(await archivesOf(store, timeline)));
      return containsGtidSet(known, wanted)
        ? { done: true, value: undefined }
        : { done: false, state: formatGtidSet(subtractGtidSets(wanted, known)) };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw environmentError(`After ${withinMs / 1000} s the archive still lacks ${error.state}.`, {
      hint: 'verify tells whether it follows the primary',
    });
  }
}
