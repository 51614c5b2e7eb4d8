import { containsGtidSet, parseGtidSet } from '../../../../formats/gtid.ts';
import type { Retention } from '../../common/store/remove.ts';
import type { Catalogue } from './read-catalogue.ts';
import type { FullBackup } from './schema.ts';

export type RetentionPolicy = {
  /** How many of the newest full backups stay; at least one does. */
  readonly keepFull: number;
  /** Each moment this far back stays restorable: the full backups since then stay, and the last one before. */
  readonly keepForMs?: number;
};

/**
 * Decides what may go from a store.
 *
 * A full backup in doubt does not count among those to keep, so that broken new ones never push out the last good
 * old one; without any good one, all stay. A binlog goes when each kept full backup has all its transactions, and
 * so have all binlogs before it in its archive: chains stay without gaps. What is being written stays.
 *
 * @param nowMs since the epoch
 * @param doubtful ids of the full backups that have findings
 */
export function whatMayGo(
  { fulls, archives }: Pick<Catalogue, 'fulls' | 'archives'>,
  policy: RetentionPolicy,
  nowMs: number,
  doubtful: ReadonlySet<string> = new Set(),
): Retention {
  const byEnd = fulls.toSorted((a, b) => endMs(a) - endMs(b));
  const good = byEnd.filter(({ id }) => !doubtful.has(id));
  const oldest = oldestToKeep(good, policy, nowMs);
  const first = oldest === undefined ? 0 : byEnd.indexOf(oldest);
  const keptGtids = byEnd.slice(first).map((full) => parseGtidSet(full.gtids));
  const isCovered = (gtids: string): boolean => {
    const set = parseGtidSet(gtids);
    return keptGtids.length > 0 && keptGtids.every((kept) => containsGtidSet(kept, set));
  };
  const binlogs = archives.flatMap(({ id, files }) => {
    const needed = files.findIndex(({ summary }) => !isCovered(summary.gtids));
    const gone = needed === -1 ? files : files.slice(0, needed);
    return gone.map(({ name }) => ({ archiveId: id, name }));
  });
  return { fulls: byEnd.slice(0, first).map(({ id }) => id), binlogs };
}

/** The oldest that either rule keeps; undefined when there is none to keep. */
function oldestToKeep(
  good: readonly FullBackup[],
  { keepFull, keepForMs }: RetentionPolicy,
  nowMs: number,
): FullBackup | undefined {
  const byCount = Math.max(0, good.length - Math.max(1, keepFull));
  if (keepForMs === undefined) return good[byCount];
  const before = good.findLastIndex((full) => endMs(full) <= nowMs - keepForMs);
  return good[Math.min(byCount, Math.max(0, before))];
}

function endMs({ endedAt }: FullBackup): number {
  return Date.parse(endedAt);
}
