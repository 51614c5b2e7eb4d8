import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { BinlogSummary } from '../../../../../../src/formats/binlog/summary.ts';
import {
  archiveFolder,
  beginArchive,
  growBinlog,
  sealBinlog,
} from '../../../../../../src/programs/backup/mysql/store/archive.ts';
import { beginFullBackup } from '../../../../../../src/programs/backup/mysql/store/full-backup.ts';
import type {
  Archive,
  FullBackup,
  SealedBinlog,
} from '../../../../../../src/programs/backup/mysql/store/schema.ts';

/** A server that commits transaction n in second n of a day. */
export const uuid = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
export const server = { name: 'db1', uuid, version: '9.7.4' };

export function commitMs(transaction: number): number {
  return Date.UTC(2026, 10, 21) + transaction * 1000;
}

/** The transactions from `first` to `last`; the empty set where there are none. */
export function gtids(first: number, last: number): string {
  return last < first ? '' : `${uuid}:${first}-${last}`;
}

export function summaryOf(first: number, last: number, bytes = (last - first + 1) * 100): BinlogSummary {
  const empty = last < first;
  return {
    previousGtids: gtids(1, first - 1),
    gtids: gtids(first, last),
    file: 'planted',
    serverVersion: server.version,
    serverId: 1,
    transactions: last - first + 1,
    withoutGtid: 0,
    earliestCommitUs: empty ? null : commitMs(first) * 1000,
    latestCommitUs: empty ? null : commitMs(last) * 1000,
    firstWrittenUs: empty ? null : commitMs(first) * 1000,
    lastWrittenUs: empty ? null : commitMs(last) * 1000,
    bytes,
    completeBytes: bytes,
    ended: 'rotate',
    nextFile: null,
    inUse: false,
    damage: null,
  };
}

export const sha256 = 'ab'.repeat(32);

export function sealedOf(index: number, first: number, last: number): SealedBinlog {
  const summary = summaryOf(first, last);
  return { name: binlogName(index), bytes: summary.bytes, sha256, summary };
}

export function binlogName(index: number): string {
  return `binlog.${String(index).padStart(6, '0')}`;
}

/** An archive whose files end with these transactions; the last file is still being written. */
export function archiveOf(ends: readonly number[], changes: Partial<Archive> = {}): Archive {
  const files = ends.map((last, index) => sealedOf(index + 1, (ends[index - 1] ?? 0) + 1, last));
  const growing = files.pop();
  return {
    format: 'ha-drill/archive/1',
    id: 'archive-1',
    method: 'mysqlbinlog',
    timeline: 1,
    server,
    purgedGtids: '',
    startedAt: new Date(commitMs(0)).toISOString(),
    files,
    growing: growing ? { name: growing.name, summary: growing.summary } : null,
    dropped: [],
    ...changes,
  };
}

/** A backup taken between a transaction and the next: it has all up to that one. */
export function fullAt(last: number, changes: Partial<FullBackup> = {}): FullBackup {
  return {
    format: 'ha-drill/full-backup/1',
    id: `full-${last}`,
    method: 'mysqldump',
    timeline: 1,
    startedAt: new Date(commitMs(last) + 100).toISOString(),
    endedAt: new Date(commitMs(last) + 500).toISOString(),
    server,
    gtids: gtids(1, last),
    howConsistent: 'planted',
    files: [{ name: 'dump.sql', bytes: 1000, sha256 }],
    tool: 'planted',
    ...changes,
  };
}

/** A healthy store on the disk: binlogs of 1-10 and 11-20, 21-30 being written, full backups at 5 and 15. */
export async function writePlantedStore(store: string): Promise<void> {
  const { id } = await beginArchive(store, {
    method: 'mysqlbinlog',
    timeline: 1,
    server,
    purgedGtids: '',
    startedAt: new Date(commitMs(0)),
  });
  for (const [index, last] of [10, 20, 30].entries()) {
    const name = binlogName(index + 1);
    await writeFile(join(archiveFolder(store, id), name), Buffer.alloc(300 + index, index + 1));
    const summary = summaryOf(last - 9, last, 300 + index);
    await growBinlog(store, id, name, summary);
    if (last < 30) await sealBinlog(store, id, name, summary);
  }
  for (const position of [5, 15]) {
    const full = fullAt(position);
    const draft = await beginFullBackup(store, full.method, new Date(full.startedAt));
    await draft.add('dump.sql', Readable.from([Buffer.from('CREATE '), Buffer.from(`${position}`)]));
    await draft.add('users.sql', Readable.from([Buffer.from('GRANT')]));
    const { gtids, howConsistent, tool } = full;
    await draft.publish({ timeline: 1, server, gtids, howConsistent, tool, endedAt: new Date(full.endedAt) });
  }
}
