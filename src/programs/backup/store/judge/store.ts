/**
 * The judgement of a store by what stands in it, without restoring anything: a pure function.
 *
 * What it cannot see: a backup whose files are as they were written, but were written wrong, such as a dump taken
 * without a single transaction. Only a restore shows that.
 */
import { formatMs } from '../../../../formats/units.ts';
import type { Catalogue } from '../catalogue.ts';
import { folders } from '../layout.ts';
import type { MeasuredFile } from '../measure-files.ts';
import type { FullBackup } from '../schema.ts';
import { binlogsOf } from './binlogs.ts';
import { judgeChains, judgeLag } from './chain.ts';
import { judgeFiles } from './files.ts';
import { type Finding, finding } from './finding.ts';
import { judgeGtids } from './gtids.ts';
import { judgeSpace } from './space.ts';

/** What was found out about a store, in this order. */
export type StoreFacts = {
  readonly catalogue: Catalogue;
  /** The current one. */
  readonly timeline: number;
  /** Of all files of the catalogue. */
  readonly files: readonly MeasuredFile[];
  readonly freeBytes: number;
  /** gtid_executed of the primary; null where there is none to ask. */
  readonly primaryGtids: string | null;
  /** Since the epoch. */
  readonly nowMs: number;
};

export type StoreLimits = {
  /** How old the newest full backup may be; the next one is due by then. */
  readonly fullAgeMs: number;
  /** How late the archive may be; null where none is kept. */
  readonly archiveLagMs: number | null;
  /** How much the clocks of the servers and of the store may differ. */
  readonly clockErrorMs: number;
};

/** All that is wrong with a store; empty when nothing is. */
export function judgeStore(facts: StoreFacts, limits: StoreLimits): Finding[] {
  const { catalogue, primaryGtids, nowMs } = facts;
  const files = judgeFiles(facts.files);
  const damaged = new Set(files.map(({ where }) => where));
  const binlogs = binlogsOf(catalogue.archives);
  return [
    ...judgeAge(facts, limits.fullAgeMs),
    ...judgeManifests(catalogue),
    ...files,
    ...catalogue.fulls.flatMap((full) => judgeGtids(full, binlogs, primaryGtids, limits.clockErrorMs)),
    ...judgeChains(catalogue.fulls, binlogs, damaged),
    ...(primaryGtids === null || limits.archiveLagMs === null
      ? []
      : judgeLag(binlogs, primaryGtids, nowMs, limits.archiveLagMs)),
    ...catalogue.fulls
      .slice(-1)
      .flatMap((newest) =>
        judgeSpace(newest, binlogs, { freeBytes: facts.freeBytes, nowMs, periodMs: limits.fullAgeMs }),
      ),
    ...judgeUnfinished(catalogue),
  ];
}

/** Manifests that cannot be believed. */
export function judgeManifests({ broken }: Pick<Catalogue, 'broken'>): Finding[] {
  return broken.map(({ path, problem }) =>
    finding('manifest-broken', path, 'a manifest as it was written', problem),
  );
}

/** What nobody works on any more. */
export function judgeUnfinished({ unfinished }: Pick<Catalogue, 'unfinished'>): Finding[] {
  return unfinished
    .filter(({ alive }) => !alive)
    .map(({ path }) => finding('incomplete', path, 'nothing half-done', 'what a dead process left'));
}

type Ages = Pick<StoreFacts, 'timeline' | 'nowMs'> & {
  readonly catalogue: {
    readonly fulls: readonly Pick<FullBackup, 'id' | 'timeline' | 'endedAt'>[];
  };
};

/** A newest backup that is older than it may be, or none at all. */
export function judgeAge({ catalogue, timeline, nowMs }: Ages, fullAgeMs: number): Finding[] {
  const newest = catalogue.fulls.findLast((full) => full.timeline === timeline);
  if (!newest) {
    const found = catalogue.fulls.length === 0 ? 'none' : `none of timeline ${timeline}`;
    return [finding('no-full-backup', folders.full, 'at least one full backup', found)];
  }
  const ageMs = nowMs - Date.parse(newest.endedAt);
  if (ageMs <= fullAgeMs) return [];
  const where = `${folders.full}/${newest.id}`;
  return [finding('backup-too-old', where, `at most ${formatMs(fullAgeMs)} old`, `${formatMs(ageMs)} old`)];
}

/** Ids of the full backups that findings are about: retention must not count on them. */
export function doubtfulBackups(findings: readonly Finding[]): Set<string> {
  const about = findings
    .filter(({ name }) => name !== 'backup-too-old')
    .map(({ where }) => where.split('/'))
    .filter(([folder]) => folder === folders.full);
  return new Set(about.flatMap(([, id]) => id ?? []));
}
