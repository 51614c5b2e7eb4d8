import { type Match, matchTransaction, type Wanted } from '../binlog/find.ts';
import { chainOf, readerOf } from '../restore/chain.ts';
import { currentTimeline } from '../store/timeline.ts';

/** The transactions of the archive that are wanted, each once: the last file that has one tells of it. */
export async function findInArchive(store: string, wanted: Wanted): Promise<Match[]> {
  const read = readerOf(store);
  const found = new Map<string, Match>();
  for (const { file } of await chainOf(store, await currentTimeline(store))) {
    for await (const item of read(file)) {
      if (item.kind !== 'transaction' || !item.complete) continue;
      const match = matchTransaction(item, wanted, file);
      if (match) found.set(match.gtid, match);
    }
  }
  return [...found.values()].toSorted((a, b) => a.committedAt.localeCompare(b.committedAt));
}
