import { environmentError } from '../../../../errors.ts';
import { formatGtid, type Transaction } from '../../../../formats/binlog/transactions.ts';
import type { ReadFile } from './goal.ts';

/** A replay, as far as this is about it. */
type Replay = { readonly skip: string | null; readonly files: readonly { readonly file: string }[] };

type Later = { readonly tables: readonly string[]; readonly transactions: number; readonly first: string };

/**
 * Refuses to leave out an update whose rows others updated afterwards. A row event has the whole row
 * (binlog_row_image=FULL, the default): replayed without the bad update, it puts that row's damaged columns back.
 *
 * @throws DrillError (exit 3) with the tables, how many transactions that are, and the first
 */
export async function mustNotBeUpdatedLater(plan: Replay, read: ReadFile): Promise<void> {
  const later = await laterUpdates(plan, read);
  if (!later) return;
  const { tables, transactions, first } = later;
  throw environmentError(
    `${transactions} transactions after ${plan.skip} update ${tables.join(', ')} too, the first is ${first}: the rows that they touched would be damaged as before.`,
    {
      hint: 'restore --before stops in front of the bad one; --accept-later-updates restores all the same: then mend those rows by hand',
    },
  );
}

/** The updates of the same tables that a plan replays after the one that it leaves out; undefined where there are none. */
export async function laterUpdates(plan: Replay, read: ReadFile): Promise<Later | undefined> {
  let damaged: Set<string> | undefined;
  const seen = new Set<string>();
  for (const { file } of plan.skip === null ? [] : plan.files) {
    for await (const item of read(file)) {
      if (item.kind !== 'transaction') continue;
      const gtid = formatGtid(item.gtid);
      if (gtid === plan.skip) damaged = updatedTables(item);
      else if (damaged && !updatedTables(item).isDisjointFrom(damaged)) seen.add(gtid);
    }
  }
  const [first] = seen;
  return first === undefined ? undefined : { tables: [...(damaged ?? [])], transactions: seen.size, first };
}

function updatedTables({ changes }: Transaction): Set<string> {
  const updates = changes.filter(({ kind }) => kind === 'update');
  return new Set(updates.map(({ schema, table }) => `${schema}.${table}`));
}
