import { parsePosition, reaches } from '../../../../formats/mariadb-gtid.ts';
import type { Retention } from '../../common/store/remove.ts';
import type { Catalogue } from './catalogue.ts';
import { chainTo } from './chain.ts';

/**
 * Decides what may go: of the sound full backups the newest stay, and whatever builds on one that stays. A binary log goes when
 * the oldest backup that stays has all of it, and so have all before it in its archive.
 *
 * @param doubtful ids of the backups that have findings: they never push out a good one
 */
export function whatMayGo(
  { fulls, archives }: Pick<Catalogue, 'fulls' | 'archives'>,
  keepFull: number,
  doubtful: ReadonlySet<string>,
): Retention {
  const good = fulls.filter(({ id, kind }) => kind === 'full' && !doubtful.has(id));
  const oldest = good.at(-Math.max(1, keepFull)) ?? good[0];
  const going = fulls.filter((backup) => {
    const chain = chainTo(backup, fulls);
    const from = 'missing' in chain ? backup : (chain[0] ?? backup);
    return oldest !== undefined && Date.parse(from.endedAt) < Date.parse(oldest.endedAt);
  });
  const kept = oldest && parsePosition(oldest.gtids);
  const binlogs = archives.flatMap(({ id, timeline, files }) => {
    const isOld = oldest !== undefined && timeline < oldest.timeline;
    const needed = files.findIndex(({ summary }) => !kept || !reaches(kept, parsePosition(summary.gtids)));
    const gone = isOld || needed === -1 ? files : files.slice(0, needed);
    return gone.map(({ name }) => ({ archiveId: id, name }));
  });
  return { fulls: going.map(({ id }) => id), binlogs: kept ? binlogs : [] };
}
