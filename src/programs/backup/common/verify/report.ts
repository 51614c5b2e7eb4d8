import { DrillError } from '../../../../errors.ts';
import { type Finding, finding } from '../judge/finding.ts';
import { folders } from '../store/layout.ts';
import type { BackupEvent } from '../words.ts';
import type { VerifiedBackup } from './compare.ts';

/** All that is wrong, and what was restored and compared; null where it could not be. */
export type BackupReport = {
  readonly findings: readonly Finding[];
  readonly restored: VerifiedBackup | null;
};

/** Tells what is wrong, by two ways to find out: what stands in the store, and what a restore gives back. */
export async function reportOf(
  inStore: () => Promise<readonly Finding[]>,
  byRestoring: () => Promise<VerifiedBackup>,
  emit: (event: BackupEvent) => void,
): Promise<BackupReport> {
  const stored = await inStore();
  const [restored, byRestore] = await tryRestore(byRestoring);
  const findings = [...stored, ...byRestore];
  emit({
    type: 'backup-verified',
    text: findings.length === 0 ? 'the backups work' : findings.map(describe).join('; '),
    data: { findings: findings.map(({ name }) => name), rows: restored?.rows ?? null },
  });
  return { findings, restored };
}

async function tryRestore(
  byRestoring: () => Promise<VerifiedBackup>,
): Promise<[VerifiedBackup | null, Finding[]]> {
  try {
    const restored = await byRestoring();
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
