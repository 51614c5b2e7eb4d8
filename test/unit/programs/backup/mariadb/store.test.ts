import { describe, expect, test } from 'vitest';
import { parsePosition } from '../../../../../src/formats/mariadb-gtid.ts';
import { filesOf } from '../../../../../src/programs/backup/common/store/catalogue.ts';
import { startFile } from '../../../../../src/programs/backup/mariadb/archive/start-file.ts';
import { chooseBackup } from '../../../../../src/programs/backup/mariadb/restore/choose.ts';
import { chainTo } from '../../../../../src/programs/backup/mariadb/store/chain.ts';
import { whatMayGo } from '../../../../../src/programs/backup/mariadb/store/retention.ts';
import type { Backup } from '../../../../../src/programs/backup/mariadb/store/schema.ts';
import { factsOf } from '../../../../../src/programs/backup/mariadb/take/facts.ts';
import { judgeStore, type StoreFacts } from '../../../../../src/programs/backup/mariadb/verify/judge.ts';
import { archiveOf, at, atUs, backupAt, fileOf, readerOfPlanted } from './planted.ts';

const full = backupAt(5);
const one = backupAt(12, full, 'incremental');
const two = backupAt(18, one, 'incremental');
const since = backupAt(22, full, 'differential');
const backups = [full, one, two, since];
const logs = [fileOf(1, 10), fileOf(11, 20), fileOf(21, 30)];

describe('a chain of backups', () => {
  const idsOf = (chain: ReturnType<typeof chainTo>) =>
    'missing' in chain ? chain : chain.map(({ id }) => id);

  test('begins with the full one: a differential one needs no other, an incremental one all between', () => {
    expect(idsOf(chainTo(since, backups))).toEqual(['full-5', 'differential-22']);
    expect(idsOf(chainTo(two, backups))).toEqual(['full-5', 'incremental-12', 'incremental-18']);
    expect(idsOf(chainTo(full, backups))).toEqual(['full-5']);
  });

  test('without one of them is none; nor is one that begins elsewhere than its base ends', () => {
    expect(chainTo(two, [full, two])).toEqual({ missing: 'incremental-12' });
    expect(chainTo({ ...one, fromLsn: '4999' }, backups)).toEqual({ missing: 'full-5' });
  });

  test('the newest that is whole is restored, and the reason against each is told where none leads there', async () => {
    const choose = (from: readonly Backup[], files = logs) =>
      chooseBackup(from, files, { kind: 'latest' }, readerOfPlanted(files));
    expect((await choose([full, one, two])).chain.map(({ id }) => id)).toEqual([
      'full-5',
      'incremental-12',
      'incremental-18',
    ]);
    expect((await choose([full, two])).backup.id).toBe('full-5');
    await expect(choose([two])).rejects.toThrow(
      /incremental-18: it builds on incremental-12, which is not there/,
    );
    await expect(choose([full], [fileOf(11, 20)])).rejects.toThrow(/full-5: Transactions are missing/);
  });
});

describe('what stands in a store', () => {
  const catalogue = { fulls: backups, archives: [archiveOf(logs)], broken: [], unfinished: [] };
  const sound: StoreFacts = {
    catalogue,
    timeline: 1,
    files: filesOf(catalogue).map((expected) => ({ expected, found: expected })),
    freeBytes: 1e9,
    primary: at(30),
    nowMs: atUs(31) / 1000,
  };
  const found = (facts: Partial<StoreFacts>) =>
    judgeStore({ ...sound, ...facts }, { fullAgeMs: 60_000, archiveLagMs: 10_000 }).map(
      ({ name, where }) => `${name} ${where}`,
    );
  const without = (id: string) => ({
    catalogue: { ...catalogue, fulls: backups.filter((b) => b.id !== id) },
  });

  test('is sound', () => expect(found({})).toEqual([]));

  test('lacks a link of a chain', () => {
    expect(found(without('incremental-12'))).toEqual(['base-missing full/incremental-18']);
    expect(found(without('full-5'))).toHaveLength(3);
  });

  test('lacks a binary log: those that need it cannot go on, later ones can', () => {
    const archives = [archiveOf([fileOf(1, 10), fileOf(21, 30)])];
    expect(found({ catalogue: { ...catalogue, archives } })).toEqual(
      ['full-5', 'incremental-12', 'incremental-18'].map((id) => `binlog-missing full/${id}`),
    );
    const gone = 'archive/a/data/binlog.000011';
    const files = sound.files.map((file) =>
      file.expected.path === gone ? { ...file, found: 'missing' as const } : file,
    );
    expect(found({ files })).toEqual([
      `file-missing ${gone}`,
      ...['full-5', 'incremental-12', 'incremental-18'].map((id) => `binlog-missing full/${id}`),
    ]);
  });

  test('claims what nobody has, is late, is old, or is about to be full', () => {
    expect(found({ primary: at(21) })).toEqual([]);
    const claims = { ...catalogue, fulls: [...backups, backupAt(99, full, 'differential')] };
    expect(found({ catalogue: claims })).toEqual(['gtid-set-wrong full/differential-99']);
    expect(found({ primary: at(31) })).toEqual([]);
    expect(found({ primary: at(31), nowMs: atUs(41) / 1000 })).toEqual(['archive-stale archive']);
    expect(found({ nowMs: atUs(90) / 1000 })).toEqual(['backup-too-old full/differential-22']);
    expect(found({ freeBytes: 50 })).toEqual(['store-full ']);
    expect(found({ catalogue: { ...catalogue, fulls: [] } })).toEqual(['no-full-backup full']);
  });
});

describe('what may go', () => {
  const newer = backupAt(25);
  const store = { fulls: [...backups, newer], archives: [archiveOf(logs)] };

  test('is an old full backup with all that builds on it, and the binary logs that only they need', () => {
    expect(whatMayGo(store, 1, new Set())).toEqual({
      fulls: ['full-5', 'incremental-12', 'incremental-18', 'differential-22'],
      binlogs: ['binlog.000001', 'binlog.000011'].map((name) => ({ archiveId: 'a', name })),
    });
    expect(whatMayGo(store, 2, new Set())).toEqual({ fulls: [], binlogs: [] });
  });

  test('is nothing where the newer one is in doubt', () => {
    expect(whatMayGo(store, 1, new Set(['full-25']))).toEqual({ fulls: [], binlogs: [] });
  });
});

test('an archive goes on with the file that leaves no gap, and tells of one that cannot be closed', () => {
  const files = [0, 10, 20].map((number) => ({ name: `b${number}`, before: parsePosition(at(number)) }));
  expect(startFile(files, null)).toEqual({ name: 'b20', gap: '' });
  expect(startFile(files, parsePosition(at(15)))).toEqual({ name: 'b10', gap: '' });
  expect(startFile(files.slice(1), parsePosition(at(5)))).toEqual({ name: 'b10', gap: '0-1-10' });
  expect(startFile([], null)).toBeUndefined();
});

test('what mariadb-backup says of its work is read, and what it does not say is missed', () => {
  const checkpoints = 'backup_type = full-backuped\nfrom_lsn = 0\nto_lsn = 45538\nlast_lsn = 50715\n';
  const info =
    "tool_version = 11.8.9-MariaDB\nserver_version = 11.8.9\nbinlog_pos = filename 'binlog.000002', position '589', GTID of the last change '0-1-5'\n";
  const tool = 'mariadb-backup 11.8.9-MariaDB, server 11.8.9';
  expect(factsOf(checkpoints, info)).toEqual({ gtids: '0-1-5', fromLsn: '0', toLsn: '45538', tool });
  expect(() => factsOf(checkpoints, 'tool_version = 1\n')).toThrow(/does not say where in the history/);
});
