/**
 * The judgement of a store by what stands in it, without restoring anything: a pure function. What it cannot see: a backup
 * whose files are as they were written, but were written wrong. Only a restore shows that.
 */
import { losesTransactions } from '../../../../formats/binlog/damage.ts';
import {
  beyond,
  formatPosition,
  furthest,
  parsePosition,
  reaches,
} from '../../../../formats/mariadb-gtid.ts';
import { formatMs } from '../../../../formats/units.ts';
import { judgeFiles } from '../../common/judge/files.ts';
import { type Finding, finding } from '../../common/judge/finding.ts';
import { judgeAge, judgeManifests, judgeUnfinished } from '../../common/judge/manifests.ts';
import { judgeSpace } from '../../common/judge/space.ts';
import { folders } from '../../common/store/layout.ts';
import type { Survey } from '../../common/store/survey.ts';
import { type ArchivedFile, filesOfArchives, knownOf } from '../archive/files.ts';
import { chainTo } from '../store/chain.ts';
import type { Archive, Backup } from '../store/schema.ts';

export type StoreFacts = Survey<Backup, Archive>;

type Limits = {
  /** How old the newest full backup may be; the next one is due by then. */
  readonly fullAgeMs: number;
  /** How late the archive may be before it counts as stale. */
  readonly archiveLagMs: number;
};

/** All that is wrong with a store; empty when nothing is. */
export function judgeStore(facts: StoreFacts, limits: Limits): Finding[] {
  const { catalogue, nowMs } = facts;
  const files = judgeFiles(facts.files);
  const damaged = new Set(files.map(({ where }) => where));
  const binlogs = filesOfArchives(catalogue.archives);
  const written = binlogs.map(({ bytes, lastWrittenUs }) => {
    return { bytes, lastCommitAtMs: lastWrittenUs === null ? null : lastWrittenUs / 1000 };
  });
  const space = { freeBytes: facts.freeBytes, nowMs, periodMs: limits.fullAgeMs };
  return [
    ...judgeAge(facts, limits.fullAgeMs),
    ...judgeManifests(catalogue),
    ...files,
    ...catalogue.fulls.flatMap((backup) => judgeChain(backup, catalogue.fulls)),
    ...catalogue.fulls.flatMap((backup) => judgeClaim(backup, binlogs, facts.primary)),
    ...catalogue.fulls.flatMap((backup) => judgeLine(backup, binlogs, damaged)),
    ...judgeLag(facts, binlogs, limits.archiveLagMs),
    ...catalogue.fulls
      .filter(({ kind }) => kind === 'full')
      .slice(-1)
      .flatMap((newest) => judgeSpace(newest, written, space)),
    ...judgeUnfinished(catalogue),
  ];
}

/** A backup that builds on one that is not there, or on another than it says. */
function judgeChain(backup: Backup, all: readonly Backup[]): Finding[] {
  const chain = chainTo(backup, all);
  if (!('missing' in chain)) return [];
  const where = `${folders.full}/${backup.id}`;
  return [finding('base-missing', where, 'every backup that it builds on', `without ${chain.missing}`)];
}

/** A backup that claims what neither the primary nor the archive knows. */
function judgeClaim(
  { id, gtids }: Backup,
  binlogs: readonly ArchivedFile[],
  primary: string | null,
): Finding[] {
  if (primary === null) return [];
  const unknown = beyond(furthest(parsePosition(primary), knownOf(binlogs)), parsePosition(gtids));
  if (unknown.size === 0) return [];
  const expected = 'only what the primary or the archive knows';
  return [
    finding('gtid-set-wrong', `${folders.full}/${id}`, expected, `it claims ${formatPosition(unknown)}`),
  ];
}

/** A backup that cannot be rolled forward without a gap: each binary log says what its server had before it. */
function judgeLine(
  { id, gtids, timeline }: Backup,
  binlogs: readonly ArchivedFile[],
  damaged: ReadonlySet<string>,
): Finding[] {
  let have = parsePosition(gtids);
  for (const one of binlogs.filter((binlog) => binlog.timeline === timeline)) {
    const missing = beyond(have, parsePosition(one.before ?? ''));
    if (missing.size > 0) {
      const found = `without what is after ${formatPosition(have)}, up to ${formatPosition(missing)}`;
      const expected = 'every transaction after it in the archive';
      return [finding('binlog-missing', `${folders.full}/${id}`, expected, found)];
    }
    const isSound = !damaged.has(one.file) && !losesTransactions(one.damage);
    if (isSound) have = furthest(have, parsePosition(one.gtids));
  }
  return [];
}

/**
 * An archive that no longer follows: the primary has something that it does not know, and its newest transaction is older
 * than allowed. Bias: the first write after a pause longer than that is told as stale until it is archived.
 */
function judgeLag(
  { primary, nowMs }: StoreFacts,
  binlogs: readonly ArchivedFile[],
  allowedMs: number,
): Finding[] {
  const known = knownOf(binlogs);
  if (primary === null || reaches(known, parsePosition(primary))) return [];
  const newestMs = Math.max(0, ...binlogs.map(({ lastWrittenUs }) => (lastWrittenUs ?? 0) / 1000));
  if (nowMs - newestMs <= allowedMs) return [];
  const newest = newestMs === 0 ? 'no transaction at all' : `the newest is ${formatMs(nowMs - newestMs)} old`;
  const found = `${newest}; without ${formatPosition(beyond(known, parsePosition(primary)))}`;
  const expected = `the primary's transactions, at most ${formatMs(allowedMs)} late`;
  return [finding('archive-stale', folders.archive, expected, found)];
}
