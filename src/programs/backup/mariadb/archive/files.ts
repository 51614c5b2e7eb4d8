import { furthest, type GtidPosition, parsePosition } from '../../../../formats/mariadb-gtid.ts';
import { binlogPath } from '../../common/store/layout.ts';
import type { Archive, BinlogSummary } from '../store/schema.ts';

/** An archived binary log, sealed or growing, as far as its content is known. */
export type ArchivedFile = BinlogSummary & {
  /** From the root of the store. */
  readonly file: string;
  readonly serverId: number;
  readonly timeline: number;
};

/** The files of archives, in the order in which they came. */
export function filesOfArchives(archives: readonly Archive[]): ArchivedFile[] {
  return archives.flatMap(({ id, server, timeline, files, growing }) =>
    [...files, ...(growing ? [growing] : [])].flatMap(({ name, summary }) =>
      summary === null ? [] : { ...summary, file: binlogPath(id, name), serverId: server.id, timeline },
    ),
  );
}

/** How far archives know of the history: by what they hold, and by what their servers had before. */
export function knownOf(files: readonly ArchivedFile[]): GtidPosition {
  return furthest(
    ...files.flatMap(({ before, gtids }) => [parsePosition(before ?? ''), parsePosition(gtids)]),
  );
}
