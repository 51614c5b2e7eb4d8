import type { Connection, RowDataPacket } from 'mysql2/promise';
import {
  beyond,
  formatPosition,
  type GtidPosition,
  parsePosition,
  reaches,
} from '../../../../formats/mariadb-gtid.ts';

/** A binary log file of a server, and what the server had before it. */
export type SourceFile = { readonly name: string; readonly before: GtidPosition };

/** With which file an archive goes on, and what it then lacks for good: empty where there is no gap. */
export type StartFile = { readonly name: string; readonly gap: string };

/**
 * The newest file before which nothing is missing; where even the oldest comes too late, the oldest, and up to where the gap
 * is. An archive that knows nothing yet begins with the newest: what came earlier comes with a full backup.
 *
 * @param known how far the archive is; null where there is none
 */
export function startFile(files: readonly SourceFile[], known: GtidPosition | null): StartFile | undefined {
  const newest = files.at(-1);
  if (known === null) return newest && { name: newest.name, gap: '' };
  const next = files.findLast(({ before }) => reaches(known, before));
  if (next) return { name: next.name, gap: '' };
  const [oldest] = files;
  return oldest && { name: oldest.name, gap: formatPosition(beyond(known, oldest.before)) };
}

/** The files of a server, oldest first. One that is purged meanwhile is left out. */
export async function sourceFiles(connection: Connection): Promise<SourceFile[]> {
  const [logs] = await connection.query<(RowDataPacket & { Log_name: string })[]>('SHOW BINARY LOGS');
  const files: SourceFile[] = [];
  for (const { Log_name: name } of logs) {
    const before = await positionBefore(connection, name).catch(() => undefined);
    if (before) files.push({ name, before });
  }
  return files;
}

async function positionBefore(connection: Connection, file: string): Promise<GtidPosition> {
  const sql = 'SHOW BINLOG EVENTS IN ? LIMIT 2';
  const [events] = await connection.query<(RowDataPacket & { Event_type: string; Info: string })[]>(sql, [
    file,
  ]);
  const list = events.find(({ Event_type }) => Event_type === 'Gtid_list');
  if (!list) throw new Error(`${file} has no list of GTIDs`);
  return parsePosition(list.Info.replaceAll(/[[\]]/g, ''));
}
