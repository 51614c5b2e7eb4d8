import { messageOf } from '../../../../errors.ts';
import { formatBytes, formatMs } from '../../../../formats/units.ts';
import type { BackupDraft } from '../store/backup-draft.ts';
import type { StoredFile } from '../store/stored-file.ts';
import type { BackupEvent } from '../words.ts';

type Taken = { readonly files: readonly StoredFile[]; readonly gtids: string };
type About = {
  readonly draft: Pick<BackupDraft, 'id' | 'discard'>;
  readonly node: string;
  readonly kind: string;
  readonly by: string;
};

/** Takes a backup, and tells that it began and what came of it: its size, and how long it took. Nothing of a failed one is left. */
export async function tellBackup<T extends Taken>(
  { draft, node, kind, by }: About,
  emit: (event: BackupEvent) => void,
  take: () => Promise<T>,
): Promise<T> {
  const { id } = draft;
  const startedAtMs = performance.now();
  emit({ type: 'backup-started', node, text: `${kind} backup of ${node} by ${by}`, data: { backup: id } });
  try {
    const backup = await take();
    const tookMs = Math.round(performance.now() - startedAtMs);
    const bytes = backup.files.reduce((sum, file) => sum + file.bytes, 0);
    const size = `${formatBytes(bytes)} in ${formatMs(tookMs)}`;
    const text = `${kind} backup ${id} of ${node}: ${size}, up to ${backup.gtids}`;
    const data = { backup: id, kind, bytes, tookMs, gtids: backup.gtids };
    emit({ type: 'backup-completed', node, text, data });
    return backup;
  } catch (error) {
    await draft.discard();
    const text = `the ${kind} backup of ${node} failed, and nothing of it counts: ${messageOf(error)}`;
    emit({ type: 'backup-failed', node, text, data: { backup: id } });
    throw error;
  }
}
