import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { formatManifest } from '../../src/programs/backup/common/store/manifest-text.ts';
import { archiveSchema, type Backup, backupSchema } from '../../src/programs/backup/mariadb/store/schema.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { type BackupCluster, upWithBackup } from './backup-cluster.ts';

const catalogue = z.object({ fulls: z.array(backupSchema), archives: z.array(archiveSchema) });
const report = z.object({ findings: z.array(z.object({ name: z.string() })) });
const restored = z.object({ full: z.string(), replayed: z.number(), abandoned: z.string() });

/** Backups of MariaDB that look well and are not. Each must be caught, by its name; and what is sound gives back what it had. */
describe('backups of MariaDB that lie', () => {
  let shop: BackupCluster;
  let full: Backup;
  let first: Backup;
  let second: Backup;
  beforeAll(async () => {
    shop = await upWithBackup({ ARCHIVE_LAG_S: '2' }, 'mariadb-semisync');
    await shop.order(1, 10);
    full = await take('full');
    await rotated(11, 20);
    first = await take('incremental');
    await rotated(21, 30);
    second = await take('incremental');
    await rotated(31, 40);
    await rotated(41, 50);
  });
  afterAll(() => shop.down());

  /** Takes a backup that has all that was ordered so far: it is of a replica. */
  const take = async (kind: string): Promise<Backup> => {
    const { last } = await shop.orders();
    await waitFor({ what: `db3 to have order ${last}`, deadlineMs: patienceMs }, async () => {
      const [row] = await shop.ask('db3', 'SELECT MAX(id) AS last FROM shop.orders');
      return Number(row?.last) === last
        ? { done: true, value: undefined }
        : { done: false, state: `it is at ${row?.last}` };
    });
    return shop.backupAs(backupSchema, kind);
  };
  const rotated = async (from: number, to: number): Promise<void> => {
    await shop.order(from, to);
    await shop.shell(shop.primary, "mariadb -e 'FLUSH BINARY LOGS'");
  };
  const told = async (...words: string[]): Promise<string[]> => {
    const { findings } = await shop.backupAs(report, 'verify', ...words);
    return [...new Set(findings.map(({ name }) => name))];
  };
  /** The same, once the archive has caught up: on a busy machine it may be late. */
  const findings = async (...words: string[]): Promise<string[]> => {
    await shop.archived();
    return told(...words);
  };
  const fileOf = ({ id }: Backup): string => `full/${id}/data/backup.mbstream.zst`;
  const withManifest = (backup: Backup, look: () => Promise<string[]>): Promise<string[]> => {
    const file = `full/${backup.id}/manifest.json`;
    const text = Buffer.from(formatManifest(backup)).toString('base64');
    return shop.spoilt(file, `echo ${text} | base64 -d > ${file}`, look);
  };

  test('none of them is found where nothing is wrong, and the whole chain is what is restored', async () => {
    expect(await findings()).toEqual([]);
    expect(await findings('--restore')).toEqual([]);
    const started = shop.told().find(({ type }) => type === 'restore-started');
    expect(started?.data).toMatchObject({ full: second.id, kinds: 'full + incremental + incremental' });
  });

  test('a binary log that is missing in the middle', async () => {
    await shop.archived();
    const closed = await waitFor(
      { what: 'all logs but the newest to be closed', deadlineMs: patienceMs },
      async () => {
        const { archives } = await shop.backupAs(catalogue, 'list');
        const files = archives.flatMap(({ id, files: all }) =>
          all.map(({ name }) => `archive/${id}/data/${name}`),
        );
        return files.length >= 4 ? { done: true, value: files } : { done: false, state: `${files.length}` };
      },
    );
    const file = closed.at(-2) ?? '';
    const both = ['file-missing', 'binlog-missing'];
    expect(await shop.spoilt(file, `rm ${file}`, findings)).toEqual(both);
    const byRestore = () => findings('--restore');
    expect(await shop.spoilt(file, `rm ${file}`, byRestore)).toEqual([...both, 'not-restorable']);
  });

  test('a full backup of which some bytes were changed: what builds on it cannot be restored either', async () => {
    const flip = `printf LIES | dd of=${fileOf(full)} bs=1 seek=10000 conv=notrunc`;
    expect(await shop.spoilt(fileOf(full), flip, findings)).toEqual(['file-corrupt']);
    const byRestore = () => findings('--restore');
    expect(await shop.spoilt(fileOf(full), flip, byRestore)).toEqual(['file-corrupt', 'not-restorable']);
  });

  test('an incremental backup that is missing in a chain', async () => {
    const folder = `full/${first.id}`;
    expect(await shop.spoilt(folder, `rm -r ${folder}`, findings)).toEqual(['base-missing']);
    // The full backup and the binary logs lead to the same goal without the chain.
    const answer = await shop.spoilt(folder, `rm -r ${folder}`, () => shop.backupAs(restored, 'restore'));
    expect(answer.full).toBe(full.id);
    expect(await shop.restoredOrders()).toEqual({ rows: 50, last: 50 });
    await shop.backup('release');
  });

  test('a position that the backup cannot have, and one that it has not', async () => {
    const [domain, server, number] = second.gtids.split('-');
    const at = (other: number): Backup => ({ ...second, gtids: `${domain}-${server}-${other}` });
    expect(await withManifest(at(99_999), findings)).toContain('gtid-set-wrong');
    const less = at(Number(number) - 1);
    expect(await withManifest(less, () => findings('--restore'))).toEqual(['not-restorable']);
  });

  test('an archive that stopped', async () => {
    await shop.signal('STOP', 'mariadb-binlo[g]', 'backup.mj[s] $');
    await shop.order(51, 52);
    try {
      const options = { what: 'the archive to count as stale', deadlineMs: patienceMs, everyMs: 500 };
      await waitFor(options, async () => {
        const found = (await told()).join();
        return found === 'archive-stale' ? { done: true, value: undefined } : { done: false, state: found };
      });
    } finally {
      await shop.signal('CONT', 'mariadb-binlo[g]', 'backup.mj[s] $');
    }
    expect(await findings()).toEqual([]);
  });

  test('a restore stops before a transaction, or leaves it out, from an older backup where it must', async () => {
    await shop.write('DELETE FROM shop.orders WHERE id > 45');
    await shop.order(61, 62);
    await shop.archived();
    const [found] = z
      .array(z.object({ gtid: z.string() }))
      .parse(await shop.backup('find', '--kind', 'delete', '--schema', 'shop', '--table', 'orders'));
    await shop.backup('restore', '--before', found?.gtid ?? '');
    expect(await shop.restoredOrders()).toEqual({ rows: 52, last: 52 });
    await shop.backup('release');
    await shop.backup('restore', '--except', found?.gtid ?? '');
    expect(await shop.restoredOrders()).toEqual({ rows: 54, last: 62 });
    await shop.backup('release');
    const newest = await take('differential');
    expect(newest.base).toBe(full.id);
    const answer = await shop.backupAs(restored, 'restore', '--before', found?.gtid ?? '');
    expect(answer.full).toBe(second.id);
    await shop.backup('release');
  });
});
