import { type GtidSet, parseGtidSet, uniteGtidSets } from '../../../../formats/gtid.ts';
import { binlogPath } from '../../common/store/layout.ts';
import type { Archive } from '../store/schema.ts';

/** An archived binlog, sealed or growing, as far as its content is known. */
export type Binlog = {
  /** From the root of the store. */
  readonly path: string;
  /** Of the server that wrote it. */
  readonly serverUuid: string;
  readonly timeline: number;
  readonly bytes: number;
  /** What its server had executed before it. */
  readonly previous: GtidSet;
  readonly gtids: GtidSet;
  readonly firstCommitAtMs: number | null;
  readonly lastCommitAtMs: number | null;
};

/** All binlogs of the archives; without those of which nothing is known yet. */
export function binlogsOf(archives: readonly Archive[]): Binlog[] {
  return archives.flatMap(({ id, server, timeline, purgedGtids, files, growing }) =>
    [...files, ...(growing ? [growing] : [])].flatMap(({ name, summary }) =>
      summary === null
        ? []
        : {
            path: binlogPath(id, name),
            serverUuid: server.uuid.toLowerCase(),
            timeline,
            bytes: summary.bytes,
            previous: uniteGtidSets(parseGtidSet(summary.previousGtids ?? ''), parseGtidSet(purgedGtids)),
            gtids: parseGtidSet(summary.gtids),
            firstCommitAtMs: toMs(summary.firstWrittenUs),
            lastCommitAtMs: toMs(summary.lastWrittenUs),
          },
    ),
  );
}

function toMs(us: number | null): number | null {
  return us === null ? null : us / 1000;
}

/** Every transaction that the archives know of: those they hold, and those their servers had before. */
export function knownGtids(binlogs: readonly Binlog[]): GtidSet {
  return uniteGtidSets(...binlogs.flatMap(({ previous, gtids }) => [previous, gtids]));
}

/** When the newest archived transaction was committed, ms since the epoch; null when there is none. */
export function newestCommitAtMs(binlogs: readonly Binlog[]): number | null {
  return binlogs.reduce<number | null>(
    (newest, { lastCommitAtMs }) =>
      newest === null || (lastCommitAtMs ?? 0) > newest ? lastCommitAtMs : newest,
    null,
  );
}
