import { formatPosition, furthest, parsePosition } from '../../../../formats/mariadb-gtid.ts';
import { beginTimeline, currentTimeline } from '../../common/store/timeline.ts';
import { filesOfArchives, knownOf } from '../archive/files.ts';
import { archivesOf } from '../archive/seal.ts';
import type { Context } from './config.ts';
import { positionOn } from './servers.ts';
import { beAt, isWorkServerBusy, onWorkServer } from './work-server.ts';

/**
 * Begins the timeline of a cluster that is built around a restored server. That goes on behind the last number of the old
 * history, so that no number of what it leaves out is ever given to another transaction. Resolves with its number.
 */
export async function newTimeline({ store, admin }: Context): Promise<number> {
  const known = knownOf(filesOfArchives(await archivesOf(store, await currentTimeline(store))));
  if (await isWorkServerBusy()) {
    await onWorkServer(admin, async (connection) => {
      const own = parsePosition(await positionOn(connection));
      await beAt(connection, formatPosition(furthest(own, known)));
    });
  }
  return beginTimeline(store);
}
