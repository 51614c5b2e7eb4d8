import type { Match, Wanted } from '../../../../formats/binlog/find.ts';
import { findInFiles } from '../../common/archive/find.ts';
import { readerOf } from '../../common/archive/read.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import { archivesOf } from '../archive/seal.ts';
import { chainOf } from '../restore/chain.ts';

/**
 * The transactions of the archive that are wanted, each once: the last file that has one tells of it.
 *
 * @throws DrillError (exit 3) for a damaged file: what is not found may be in it all the same
 */
export async function findInArchive(store: string, wanted: Wanted): Promise<Match[]> {
  const files = chainOf(await archivesOf(store, await currentTimeline(store)));
  return findInFiles(
    files.map(({ file }) => file),
    readerOf(store),
    wanted,
  );
}
