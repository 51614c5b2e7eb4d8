import type { Connection, RowDataPacket } from 'mysql2/promise';
import {
  containsGtidSet,
  formatGtidSet,
  type GtidSet,
  parseGtidSet,
  subtractGtidSets,
  uniteGtidSets,
} from '../../../../formats/gtid.ts';

/** A binary log file of a server, and what the server had executed before it. */
export type SourceFile = { readonly name: string; readonly before: GtidSet };

/** With which file of a server an archive goes on, and what it then lacks for good: empty where there is no gap. */
export type StartFile = { readonly name: string; readonly gap: string };

/**
 * The newest file before which nothing is missing; where even the oldest comes too late, the oldest, and the gap.
 * An archive that knows nothing yet begins with the newest: earlier transactions come with a full backup.
 *
 * @param files of the server, oldest first, with what it had executed before each
 * @param known all transactions of the archive; null where there is none
 */
export function startFile(files: readonly SourceFile[], known: GtidSet | null): StartFile | undefined {
  if (known === null) {
    const newest = files.at(-1);
    return newest && { name: newest.name, gap: '' };
  }
  const next = files.findLast(({ before }) => containsGtidSet(known, before));
  if (next) return { name: next.name, gap: '' };
  const [oldest] = files;
  return oldest && { name: oldest.name, gap: formatGtidSet(subtractGtidSets(oldest.before, known)) };
}

/** The files of a server, oldest first. One that is purged meanwhile is left out. */
export async function sourceFiles(connection: Connection, gtidPurged: string): Promise<SourceFile[]> {
  const purged = parseGtidSet(gtidPurged);
  const [logs] = await connection.query<(RowDataPacket & { Log_name: string })[]>('SHOW BINARY LOGS');
  const files: SourceFile[] = [];
  for (const { Log_name: name } of logs) {
    const previous = await previousGtids(connection, name).catch(() => undefined);
    // What a server came with by CLONE is not among the previous GTIDs of its files.
    if (previous) files.push({ name, before: uniteGtidSets(previous, purged) });
  }
  return files;
}

async function previousGtids(connection: Connection, file: string): Promise<GtidSet> {
  const sql = 'SHOW BINLOG EVENTS IN ? LIMIT 2';
  const [events] = await connection.query<(RowDataPacket & { Event_type: string; Info: string })[]>(sql, [
    file,
  ]);
  const event = events.find(({ Event_type }) => Event_type === 'Previous_gtids');
  if (!event) throw new Error(`${file} has no Previous_gtids event`);
  return parseGtidSet(event.Info);
}
