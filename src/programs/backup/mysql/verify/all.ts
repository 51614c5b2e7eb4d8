import { type BackupReport, reportOf } from '../../common/verify/report.ts';
import type { BackupEvent } from '../../common/words.ts';
import type { BackupConfig } from '../service/config.ts';
import { verifyByRestore } from './restored.ts';
import { verifyStore } from './store.ts';

/** Judges the store by what stands in it, then restores the newest backup and compares it with the living cluster. */
export function verifyAll(context: BackupConfig & { emit(event: BackupEvent): void }): Promise<BackupReport> {
  return reportOf(
    () => verifyStore(context),
    () => verifyByRestore(context),
    context.emit,
  );
}
