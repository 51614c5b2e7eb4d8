import {
  formatGtidSet,
  isEmptyGtidSet,
  parseGtidSet,
  subtractGtidSets,
  uniteGtidSets,
} from '../../../../formats/gtid.ts';
import { formatMs } from '../../../../formats/units.ts';
import { type Finding, finding } from '../../common/judge/finding.ts';
import { folders } from '../../common/store/layout.ts';
import type { FullBackup } from '../store/schema.ts';
import { type Binlog, knownGtids, newestCommitAtMs } from './binlogs.ts';

/**
 * Full backups that cannot be rolled forward without a gap.
 *
 * Each binlog says what its server had executed before it: what is listed there and is neither in the backup nor in
 * a sound binlog is missing, whether or not anything else remembers the file that held it.
 *
 * @param damaged paths of binlogs that cannot be read as they were written
 */
export function judgeChains(
  fulls: readonly FullBackup[],
  binlogs: readonly Binlog[],
  damaged: ReadonlySet<string>,
): Finding[] {
  return fulls.flatMap(({ id, gtids, timeline }) => {
    const own = binlogs.filter((binlog) => binlog.timeline === timeline);
    const held = uniteGtidSets(...own.filter(({ path }) => !damaged.has(path)).map((one) => one.gtids));
    const lost = subtractGtidSets(knownGtids(own), held);
    const missing = subtractGtidSets(lost, parseGtidSet(gtids));
    if (isEmptyGtidSet(missing)) return [];
    const expected = 'every transaction after it in the archive';
    return finding('binlog-missing', `${folders.full}/${id}`, expected, `without ${formatGtidSet(missing)}`);
  });
}

/**
 * An archive that no longer follows: the primary executed something that it does not know, and its newest
 * transaction is older than allowed.
 *
 * Bias: the first write after a pause longer than that is told as stale until it is archived. A database that is
 * written to at least that often, as by a heartbeat, has none of it.
 */
export function judgeLag(
  binlogs: readonly Binlog[],
  primaryGtids: string,
  nowMs: number,
  allowedMs: number,
): Finding[] {
  const unarchived = subtractGtidSets(parseGtidSet(primaryGtids), knownGtids(binlogs));
  if (isEmptyGtidSet(unarchived)) return [];
  const newestMs = newestCommitAtMs(binlogs);
  if (newestMs !== null && nowMs - newestMs <= allowedMs) return [];
  const newest =
    newestMs === null ? 'no transaction at all' : `the newest is ${formatMs(nowMs - newestMs)} old`;
  const expected = `the primary's transactions, at most ${formatMs(allowedMs)} late`;
  return [
    finding('archive-stale', folders.archive, expected, `${newest}; without ${formatGtidSet(unarchived)}`),
  ];
}
