import { messageOf } from '../../../errors.ts';
import { pause } from '../../../wait.ts';
import { followPrimary } from '../archive/follow.ts';
import { readCatalogue } from '../store/catalogue.ts';
import { removeUnfinished } from '../store/draft.ts';
import { prepareStore } from '../store/layout.ts';
import { currentTimeline } from '../store/timeline.ts';
import type { BackupEvent } from '../words.ts';
import type { BackupConfig } from './config.ts';
import { prune } from './prune.ts';
import { takeFull } from './take-full.ts';

/** Archives, and takes full backups by its schedule, until the signal is aborted. */
export async function serve(
  config: BackupConfig & { emit(event: BackupEvent): void },
  signal: AbortSignal,
): Promise<void> {
  await prepareStore(config.store);
  const removed = await removeUnfinished(config.store);
  const text = `keeping backups in ${config.store}${removed.length > 0 ? `; removed what was left half-done: ${removed.join(', ')}` : ''}`;
  config.emit({ type: 'backup-service-started', text });
  await Promise.all([followPrimary(config, signal), keepSchedule(config, signal)]);
}

/** Takes a full backup when the newest one is as old as the schedule says, and removes what retention lets go. */
async function keepSchedule(
  config: BackupConfig & { emit(event: BackupEvent): void },
  signal: AbortSignal,
): Promise<void> {
  const { fullEveryMs, store, fullMethod } = config;
  while (fullEveryMs !== null && !signal.aborted) {
    const timeline = await currentTimeline(store);
    const newest = (await readCatalogue(store)).fulls.findLast((full) => full.timeline === timeline);
    const dueInMs = newest ? Date.parse(newest.endedAt) + fullEveryMs - Date.now() : 0;
    await pause(Math.max(0, dueInMs), signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await takeFull(fullMethod, config);
      await prune(config);
    } catch (error) {
      config.emit({ type: 'backup-note', text: `the schedule goes on: ${messageOf(error)}` });
      // A full backup that failed is tried again, but not at once.
      await pause(Math.min(fullEveryMs, 60_000), signal).catch(() => undefined);
    }
  }
}
