import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { formatGtidSet, parseGtidSet, subtractGtidSets } from '../../src/formats/gtid.ts';
import { formatManifest } from '../../src/programs/backup/common/store/manifest-text.ts';
import { compress } from '../../src/programs/backup/common/store/zstd.ts';
import { beginFullBackup } from '../../src/programs/backup/mysql/store/full-backup.ts';
import {
  archiveSchema,
  type FullBackup,
  fullBackupSchema,
} from '../../src/programs/backup/mysql/store/schema.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { type BackupCluster, store, upWithBackup } from './backup-cluster.ts';

const catalogue = z.object({ fulls: z.array(fullBackupSchema), archives: z.array(archiveSchema) });
const report = z.object({
  findings: z.array(z.object({ name: z.string(), where: z.string(), found: z.string() })),
});

/** Backups that look well and are not. Each must be caught, by its name. */
describe('backups that lie', () => {
  let shop: BackupCluster;
  /** A full backup by copy, with binary logs before it and after it. */
  let copy: string;
  beforeAll(async () => {
    shop = await upWithBackup({ ARCHIVE_LAG_S: '2' });
    for (const first of [1, 11, 21]) {
      await shop.order(first, first + 9);
      if (first === 11) ({ id: copy } = await shop.backupAs(fullBackupSchema, 'full', '--method', 'clone'));
      await shop.shell(shop.primary, `mysql -e 'FLUSH BINARY LOGS'`);
    }
    await shop.order(31, 40);
  });
  afterAll(() => shop.down());

  /** What is told, once the archive has caught up: on a busy machine it may be late. */
  const findings = async (...words: string[]) => {
    await shop.archived();
    return told(...words);
  };
  const told = async (...words: string[]) => {
    const { findings: found } = await shop.backupAs(report, 'verify', ...words);
    return [...new Set(found.map(({ name }) => name))];
  };
  const inStore = (command: string) => shop.inStore(command);
  const signal = (name: string, ...patterns: string[]) => shop.signal(name, ...patterns);
  const spoilt = <T>(file: string, command: string, look: () => Promise<T>) =>
    shop.spoilt(file, command, look);
  /** Waits until a statement on a node succeeds with so many rows. */
  const seenOn = (node: string, sql: string, count: number) =>
    waitFor({ what: `${count} rows of ${sql} on ${node}`, deadlineMs: patienceMs }, async () => {
      const rows = await shop.ask(node, sql).catch(() => undefined);
      return rows?.length === count ? { done: true, value: undefined } : { done: false, state: 'not yet' };
    });
  test('none of them is found where nothing is wrong', async () => {
    expect(await findings()).toEqual([]);
    expect(await findings('--restore')).toEqual([]);
  });

  test('a binlog that is missing in the middle', async () => {
    // Closed, and needed: it has what was written after the full backup, and the next has more.
    const file = await waitFor(
      { what: 'all logs but the newest to be closed', deadlineMs: patienceMs },
      async () => {
        const written = (await inStore('ls -d archive/*/data/*')).split(/\s+/);
        const closed = await closedLogs();
        return written.length > 2 && closed.length === written.length - 1
          ? { done: true, value: closed.at(-1) ?? '' }
          : { done: false, state: `${closed.length} of ${written.length}` };
      },
    );
    expect(await spoilt(file, `rm ${file}`, findings)).toEqual(['file-missing', 'binlog-missing']);
  });

  test('a dump that is cut short, and one in which a bit is flipped', async () => {
    const { id } = await shop.backupAs(fullBackupSchema, 'full', '--method', 'mysqldump');
    const file = `full/${id}/data/dump.sql.zst`;
    expect(await spoilt(file, `truncate -s -1 ${file}`, findings)).toEqual(['file-truncated']);
    const flip = `printf '\\001' | dd of=${file} bs=1 seek=100 conv=notrunc`;
    expect(await spoilt(file, flip, findings)).toEqual(['file-corrupt']);
    await inStore(`rm -rf full/${id}`);
  });

  test('a dump that was taken without a single transaction, under load', async () => {
    const dump = 'mysqldump --user=ha_admin --password="$HA_DRILL_ADMIN_PASSWORD" --host=db2 --skip-comments';
    await shop.write('CREATE TABLE shop.log (id INT PRIMARY KEY)');
    await seenOn('db2', 'SELECT * FROM shop.log', 0);
    const [row] = await shop.ask('db2', 'SELECT @@GLOBAL.gtid_executed AS gtids');
    const gtids = String(row?.gtids).replaceAll('\n', '');
    const orders = await shop.shell('backup', `${dump} --databases shop --ignore-table=shop.log 2>/dev/null`);
    await shop.write('INSERT INTO shop.log VALUES (1)');
    await seenOn('db2', 'SELECT * FROM shop.log', 1);
    const log = await shop.shell('backup', `${dump} --set-gtid-purged=OFF shop log 2>/dev/null`);
    const id = await plant(`${orders}\n${log}\n-- Dump completed\n`, gtids);
    expect(await findings()).toEqual([]);
    expect(await findings('--restore')).toEqual(['not-restorable']);
    await inStore(`rm -rf full/${id}`);
  });

  test('a GTID set that the backup cannot have, and one that it has not', async () => {
    const claiming = (change: (gtids: string) => string, look: () => Promise<string[]>) =>
      withManifest(copy, (full) => ({ ...full, gtids: change(full.gtids) }), look);
    expect(await claiming((gtids) => `${gtids.split(':')[0]}:1-9999`, findings)).toEqual(['gtid-set-wrong']);
    const oneLess = (gtids: string) => {
      const [uuid, interval = ''] = gtids.split(':');
      return formatGtidSet(
        subtractGtidSets(parseGtidSet(gtids), parseGtidSet(`${uuid}:${interval.split('-').at(-1)}`)),
      );
    };
    expect(await claiming(oneLess, () => findings('--restore'))).toEqual(['not-restorable']);
  });

  test('an archive that stopped', async () => {
    await signal('STOP', 'mysqlbinlo[g]', 'backup.mj[s] $');
    await shop.order(1001, 1002);
    try {
      await waitFor(
        { what: 'the archive to count as stale', deadlineMs: patienceMs, everyMs: 500 },
        async () => {
          const found = await told();
          return found.join() === 'archive-stale'
            ? { done: true, value: undefined }
            : { done: false, state: found.join() };
        },
      );
    } finally {
      await signal('CONT', 'mysqlbinlo[g]', 'backup.mj[s] $');
    }
    expect(await findings()).toEqual([]);
  });

  test('a store that is full, and one that soon will be', async () => {
    const small = await shop.withStoreOf('512k');
    const fill = (kilobytes: number) => small.shell(`head -c ${kilobytes}k /dev/zero >${store}/filler`);
    try {
      await small.backup('full', '--method', 'mysqldump');
      const found = async () => {
        const { findings: all } = report.parse(await small.backup('verify'));
        return all.map(({ name }) => name).filter((name) => name !== 'archive-stale');
      };
      expect(await found()).toEqual([]);
      await fill(512);
      expect(await found()).toEqual(['store-full']);
      await expect(small.backup('full', '--method', 'mysqldump')).rejects.toThrow(
        /is full: there was no room/,
      );
      await small.shell(`rm ${store}/filler`);
      expect(await found()).toEqual([]);
      expect((await small.shell(`ls ${store}/full`)).split(/\s+/)).toHaveLength(1);
    } finally {
      await small.stop();
    }
  });

  test('a backup that is killed in the middle leaves nothing that looks whole, and a restore nothing that runs', async () => {
    const before = await inStore('ls full');
    const killed = shop.backup('full').catch(() => 'killed');
    await waitFor({ what: 'the backup to begin', deadlineMs: patienceMs }, async () => {
      const there = (await inStore('ls incoming')) !== '';
      return there ? { done: true, value: undefined } : { done: false, state: 'not begun' };
    });
    await signal('KILL', 'backup.mj[s] full');
    expect(await killed).toBe('killed');
    expect(await inStore('ls full')).toBe(before);
    expect(await findings()).toEqual(['incomplete']);
    await shop.backup('release');

    const restoring = shop.backup('restore').catch(() => 'killed');
    await waitFor({ what: 'the restore to begin', deadlineMs: patienceMs }, () =>
      shop.told().some(({ type }) => type === 'restore-started')
        ? { done: true, value: undefined }
        : { done: false, state: 'not begun' },
    );
    await signal('KILL', 'backup.mj[s] restore');
    expect(await restoring).toBe('killed');
    await shop.backup('release');
    expect(await inStore('ls /var/lib/mysql')).toBe('');
  });

  /** Puts a full backup of our own making into the store. */
  async function plant(sql: string, gtids: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'ha-drill-lie-'));
    const draft = await beginFullBackup(folder, 'mysqldump', new Date());
    await draft.add('dump.sql.zst', Readable.from([Buffer.from(sql)]).pipe(compress()));
    const [newest] = await readFulls();
    if (!newest) throw new Error('There is no full backup to take the server of.');
    const facts = { timeline: 1, server: newest.server, howConsistent: 'it says so', tool: 'planted' };
    await draft.publish({ ...facts, gtids, endedAt: new Date() });
    await shop.copyIn('backup', join(folder, 'full'), `${store}/full`);
    await rm(folder, { recursive: true });
    return draft.id;
  }

  async function readFulls(): Promise<FullBackup[]> {
    return (await shop.backupAs(catalogue, 'list')).fulls;
  }

  /** The binary logs in the archive that are no longer written, oldest first. */
  async function closedLogs(): Promise<string[]> {
    const { archives } = await shop.backupAs(catalogue, 'list');
    return archives.flatMap(({ id, files }) => files.map(({ name }) => `archive/${id}/data/${name}`));
  }

  /** Replaces the manifest of a full backup by one that is whole, and says something else. */
  async function withManifest<T>(
    id: string,
    change: (full: FullBackup) => FullBackup,
    look: () => Promise<T>,
  ): Promise<T> {
    const full = (await readFulls()).find((one) => one.id === id);
    if (!full) throw new Error(`There is no full backup ${id}.`);
    const text = Buffer.from(formatManifest(change(full))).toString('base64');
    const file = `full/${id}/manifest.json`;
    return spoilt(file, `echo ${text} | base64 -d > ${file}`, look);
  }
});
