/**
 * The judgement of a store by what stands in it, without restoring anything: a pure function.
 *
 * What it cannot see: a backup whose files are as they were written, but were written wrong, such as a dump taken
 * without a single transaction. Only a restore shows that.
 */

import { judgeFiles } from '../../common/judge/files.ts';
import type { Finding } from '../../common/judge/finding.ts';
import { judgeAge, judgeManifests, judgeUnfinished } from '../../common/judge/manifests.ts';
import { judgeSpace } from '../../common/judge/space.ts';
import type { MeasuredFile } from '../../common/store/measure-files.ts';
import type { Catalogue } from '../store/read-catalogue.ts';
import { binlogsOf } from './binlogs.ts';
import { judgeChains, judgeLag } from './chain.ts';
import { judgeGtids } from './gtids.ts';

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
