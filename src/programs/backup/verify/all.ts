import { DrillError } from '../../../errors.ts';
import type { BackupConfig } from '../service/config.ts';
import { type Finding, finding } from '../store/judge/finding.ts';
import { folders } from '../store/layout.ts';
import type { BackupEvent } from '../words.ts';
import { type VerifiedBackup, verifyByRestore } from './restored.ts';
import { verifyStore } from './store.ts';

/** All that is wrong, and what was restored and compared; null where it could not be. */
export type BackupReport = {
  readonly findings: readonly Finding[];
  readonly restored: VerifiedBackup | null;
};

/** Judges the store by what stands in it, then restores the newest backup and compares it with the living cluster. */
export async function verifyAll(
  context: BackupConfig & { emit(event: BackupEvent): void },
): Promise<BackupReport> {
  const stored = await verifyStore(context);
  const [restored, byRestore] = await tryRestore(context);
  const findings = [...stored, ...byRestore];
  context.emit({
    type: 'backup-verified',
    text: findings.length === 0 ? 'the backups work' : findings.map(describe).join('; '),
    data: { findings: findings.map(({ name }) => name), rows: restored?.rows ?? null },
  });
  return { findings, restored };
}

async function tryRestore(
  context: BackupConfig & { emit(event: BackupEvent): void },
): Promise<[VerifiedBackup | null, Finding[]]> {
  try {
    const restored = await verifyByRestore(context);
    const where = `${folders.full}/${restored.full}`;
    const unequal = restored.differences.map((line) =>
      finding('rows-differ', where, `what ${restored.comparedWith} has`, line),
    );
    return [restored, unequal];
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    return [null, [finding('not-restorable', folders.full, 'a backup that can be restored', error.message)]];
  }
}

function describe({ name, where, found }: Finding): string {
  return `${name} ${where}: ${found}`;
}
