import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { archiveSchema, fullBackupSchema } from '../../src/programs/backup/mysql/store/schema.ts';
import { waitFor } from '../../src/wait.ts';
import { patienceMs } from '../support/patience.ts';
import { type BackupCluster, upWithBackup } from './backup-cluster.ts';

const catalogue = z.object({ fulls: z.array(fullBackupSchema), archives: z.array(archiveSchema) });
const verified = z.object({
  findings: z.array(z.object({ name: z.string() })),
  restored: z.object({ differences: z.array(z.string()) }).nullable(),
});

describe('a schedule with retention', () => {
  let shop: BackupCluster;
  beforeAll(async () => {
    shop = await upWithBackup({ FULL_EVERY_S: '2', KEEP_FULL: '2', FULL_METHOD: 'mysqldump' });
  });
  afterAll(() => shop.down());

  const list = () => shop.backupAs(catalogue, 'list');
  const namesIn = ({ archives }: z.infer<typeof catalogue>) =>
    archives.flatMap(({ id, files }) => files.map(({ name }) => `${id}/${name}`));

  /** Resolves with the catalogue when it is as wanted. */
  function listUntil(what: string, isSo: (now: z.infer<typeof catalogue>) => boolean) {
    return waitFor({ what, deadlineMs: patienceMs }, async () => {
      const now = await list();
      return isSo(now) ? { done: true, value: now } : { done: false, state: JSON.stringify(now) };
    });
  }

  test('takes full backups by itself, removes the old ones and the binary logs that only they need', async () => {
    const first = await listUntil('a full backup', ({ fulls }) => fulls.length > 0);
    await shop.order(1, 10);
    await shop.shell(shop.primary, `mysql --execute='FLUSH BINARY LOGS'`);
    await shop.order(11, 20);
    const sealed = await listUntil('a sealed binary log', (now) => namesIn(now).length > 0);
    const oldest = first.fulls[0]?.id ?? '';
    const later = await listUntil(
      'the first full backup to go, and the first binary log',
      (now) => !now.fulls.some(({ id }) => id === oldest) && !namesIn(now).includes(namesIn(sealed)[0] ?? ''),
    );
    expect(later.fulls.length).toBeGreaterThanOrEqual(2);
    expect(await shop.shell('backup', 'ls /var/lib/ha-drill-store/full')).not.toContain(oldest);
  });

  test('and what it kept restores everything; meanwhile nothing is removed', async () => {
    await listUntil('a full backup', ({ fulls }) => fulls.length > 0);
    await shop.order(21, 30);
    await shop.archived();
    await shop.backup('restore');
    expect(await shop.restoredOrders()).toEqual(await shop.orders());
    await expect(shop.backup('prune')).rejects.toThrow(/The server for backups and restores is in use/);
    await shop.backup('release');
    const { findings, restored } = await shop.backupAs(verified, 'verify', '--restore');
    expect(restored?.differences).toEqual([]);
    // The schedule waited for the restore: until its next backup is there, and only that, may be told.
    const others = (found: z.infer<typeof verified>['findings']) =>
      found.filter(({ name }) => name !== 'backup-too-old');
    expect(others(findings)).toEqual([]);
    await waitFor({ what: 'a store without a finding', deadlineMs: patienceMs }, async () => {
      const now = await shop.backupAs(verified.pick({ findings: true }), 'verify');
      expect(others(now.findings)).toEqual([]);
      return now.findings.length === 0
        ? { done: true, value: undefined }
        : { done: false, state: JSON.stringify(now.findings) };
    });
  });
});
