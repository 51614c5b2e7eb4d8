import { environmentError } from '../../../../errors.ts';
import { losesTransactions } from '../../../../formats/binlog/damage.ts';
import { type Match, matchTransaction, type Wanted } from '../../../../formats/binlog/find.ts';
import { formatGtid } from '../../../../formats/binlog/transactions.ts';
import type { ReadFile } from '../restore/goal.ts';

/**
 * The transactions of binary logs that are wanted, each once: the last file that has one tells of it.
 *
 * @param files the oldest first
 * @throws DrillError (exit 3) for a damaged file: what is not found may be in it all the same
 */
export async function findInFiles(
  files: readonly string[],
  read: ReadFile,
  wanted: Wanted,
): Promise<Match[]> {
  const found = new Map<string, Match>();
  for (const file of files) {
    for await (const item of read(file)) {
      if (item.kind !== 'transaction') {
        if (!losesTransactions(item)) continue;
        throw environmentError(`${file} is damaged at offset ${item.offset}: ${item.text}`, {
          hint: 'what is asked for may stand behind it: look into the other files with ha-drill binlog find',
        });
      }
      if (!item.complete) continue;
      const match = matchTransaction(item, wanted, file);
      // A number that a server gave twice, because a failover lost the first: the later one is in the history.
      if (match) found.set(match.gtid, match);
      else found.delete(formatGtid(item.gtid));
    }
  }
  return [...found.values()].toSorted((a, b) => a.committedAt.localeCompare(b.committedAt));
}
