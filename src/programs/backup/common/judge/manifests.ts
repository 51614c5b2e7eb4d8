import { formatMs } from '../../../../formats/units.ts';
import type { AnyArchive, AnyBackup, CatalogueOf } from '../store/catalogue.ts';
import { folders } from '../store/layout.ts';
import { type Finding, finding } from './finding.ts';

type AnyCatalogue = CatalogueOf<AnyBackup, AnyArchive>;

/** Manifests that cannot be believed. */
export function judgeManifests({ broken }: Pick<AnyCatalogue, 'broken'>): Finding[] {
  return broken.map(({ path, problem }) =>
    finding('manifest-broken', path, 'a manifest as it was written', problem),
  );
}

/** What nobody works on any more. */
export function judgeUnfinished({ unfinished }: Pick<AnyCatalogue, 'unfinished'>): Finding[] {
  return unfinished
    .filter(({ alive }) => !alive)
    .map(({ path }) => finding('incomplete', path, 'nothing half-done', 'what a dead process left'));
}

type Ages = {
  /** The current one. */
  readonly timeline: number;
  /** Since the epoch. */
  readonly nowMs: number;
  readonly catalogue: {
    readonly fulls: readonly { readonly id: string; readonly timeline: number; readonly endedAt: string }[];
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
