import { type Finding, finding } from './finding.ts';

/**
 * A store without room for the next full backup.
 *
 * Needed: what the newest one takes, and what the archive grows by until then, as it grew in the same time before.
 * Bias: too low while both grow faster than they did.
 *
 * @param periodMs from one full backup to the next
 */
export function judgeSpace(
  newest: { readonly files: readonly { readonly bytes: number }[] },
  binlogs: readonly { readonly bytes: number; readonly lastCommitAtMs: number | null }[],
  { freeBytes, nowMs, periodMs }: { freeBytes: number; nowMs: number; periodMs: number },
): Finding[] {
  const fullBytes = newest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const grownBytes = binlogs
    .filter(({ lastCommitAtMs }) => lastCommitAtMs !== null && lastCommitAtMs >= nowMs - periodMs)
    .reduce((sum, { bytes }) => sum + bytes, 0);
  if (freeBytes >= fullBytes + grownBytes) return [];
  const expected = `${fullBytes + grownBytes} free bytes: ${fullBytes} for a full backup, ${grownBytes} for the archive`;
  return [finding('store-full', '', expected, `${freeBytes} free bytes`)];
}
