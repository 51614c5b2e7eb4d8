import type { Transaction } from '../../../../../src/formats/binlog/transactions.ts';
import type { ReadFile } from '../../../../../src/programs/backup/common/restore/goal.ts';
import type { ArchivedFile } from '../../../../../src/programs/backup/mariadb/archive/files.ts';
import type { Archive, Backup } from '../../../../../src/programs/backup/mariadb/store/schema.ts';

const server = { name: 'db3', id: 3, version: '11.8.9-MariaDB' };
export const atUs = (number: number): number => Date.UTC(2026, 10, 28) * 1000 + number * 1_000_000;
export const at = (number: number): string => (number === 0 ? '' : `0-1-${number}`);

/** A binary log with transactions `from` to `to`, ten bytes each from byte 100 on, transaction n committed n seconds after the start. */
export function fileOf(from: number, to: number, more: Partial<ArchivedFile> = {}): ArchivedFile {
  return {
    file: `archive/a/data/binlog.${String(from).padStart(6, '0')}`,
    serverId: 1,
    timeline: 1,
    before: at(from - 1),
    gtids: at(to),
    first: [at(from)],
    transactions: to - from + 1,
    firstWrittenUs: atUs(from),
    lastWrittenUs: atUs(to),
    bytes: 100 + (to - from + 1) * 10,
    damage: null,
    ...more,
  };
}

/** Reads such files. */
export function readerOfPlanted(files: readonly ArchivedFile[]): ReadFile {
  return async function* (name) {
    const file = files.find((one) => one.file === name);
    const numberOf = (text = ''): number => Number(text.split('-')[2] ?? 0);
    const [from, to] = [numberOf(file?.first[0]), numberOf(file?.gtids)];
    for (let number = from; number <= to; number += 1) {
      const offset = 100 + (number - from) * 10;
      yield {
        kind: 'transaction',
        gtid: { origin: '0-1', number },
        offset,
        endOffset: offset + 10,
        complete: true,
        committedUs: atUs(number),
        immediateCommitUs: atUs(number),
        changes: [],
      } satisfies Transaction;
    }
  };
}

/** A backup at a position; its id says its kind and that. */
export function backupAt(number: number, base: Backup | null = null, kind: Backup['kind'] = 'full'): Backup {
  const time = new Date(atUs(number) / 1000).toISOString();
  return {
    format: 'ha-drill/mariadb-backup/1',
    id: `${kind}-${number}`,
    kind,
    base: base?.id ?? null,
    startedAt: time,
    endedAt: time,
    timeline: 1,
    server,
    dataFolder: '1-1',
    gtids: at(number),
    howConsistent: 'planted',
    fromLsn: base?.toLsn ?? '0',
    toLsn: String(number * 1000),
    streamBytes: 1000,
    files: [{ name: 'backup.mbstream.zst', bytes: 100, sha256: 'a'.repeat(64) }],
    tool: 'planted',
  };
}

/** An archive of these files. */
export function archiveOf(files: readonly ArchivedFile[]): Archive {
  return {
    format: 'ha-drill/mariadb-archive/1',
    id: 'a',
    timeline: 1,
    server: { ...server, name: 'db1', id: 1 },
    startedAt: new Date(atUs(0) / 1000).toISOString(),
    files: files.map(({ file, serverId: _, timeline: __, ...summary }) => ({
      name: file.split('/').at(-1) ?? '',
      bytes: summary.bytes,
      sha256: 'b'.repeat(64),
      summary,
    })),
    growing: null,
    dropped: [],
  };
}
