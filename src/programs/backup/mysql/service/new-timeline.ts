import { formatGtidSet } from '../../../../formats/gtid.ts';
import { useUpRest } from '../../../mysql/gtids.ts';
import { beginTimeline, currentTimeline } from '../../common/store/timeline.ts';
import { archivesOf } from '../archive/seal.ts';
import type { FullContext } from '../full/types.ts';
import { binlogsOf, knownGtids } from '../judge/binlogs.ts';
import { isWorkServerBusy, onWorkServer } from './work-server.ts';

/**
 * Begins the timeline of a cluster that is built around a restored server: what that leaves out of the old history is
 * used up. Resolves with its number.
 */
export async function newTimeline({ store, admin }: FullContext): Promise<number> {
  const old = await archivesOf(store, await currentTimeline(store));
  if (await isWorkServerBusy()) {
    const known = formatGtidSet(knownGtids(binlogsOf(old)));
    await onWorkServer(admin, (connection) => useUpRest(connection, known));
  }
  return beginTimeline(store);
}
