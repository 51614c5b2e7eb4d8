import { formatBytes, formatMs } from '../../../../formats/units.ts';
import type { OnBytes } from '../store/checksum.ts';
import type { BackupEvent } from '../words.ts';

const everyMs = 1000;

/** Tells how far a work of known size is: bytes done, bytes in all, and how long it may take yet. */
export function progressOf(
  emit: (event: BackupEvent) => void,
  type: 'backup-progress' | 'restore-progress',
  what: string,
  totalBytes: number,
): OnBytes {
  const startedAtMs = performance.now();
  let toldAtMs = startedAtMs;
  let doneBytes = 0;
  return (bytes) => {
    doneBytes += bytes;
    const nowMs = performance.now();
    if (nowMs - toldAtMs < everyMs || doneBytes === 0) return;
    toldAtMs = nowMs;
    const leftBytes = Math.max(0, totalBytes - doneBytes);
    const leftMs = ((nowMs - startedAtMs) * leftBytes) / doneBytes;
    const text = `${what}: ${formatBytes(doneBytes)} of about ${formatBytes(totalBytes)}, about ${formatMs(leftMs)} left`;
    emit({ type, text, data: { doneBytes, totalBytes, leftMs: Math.round(leftMs) } });
  };
}
