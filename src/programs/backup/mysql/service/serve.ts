import { beginService, keepSchedule, type Schedule } from '../../common/service/schedule.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import type { BackupEvent } from '../../common/words.ts';
import { followPrimary } from '../archive/follow.ts';
import { readCatalogue } from '../store/read-catalogue.ts';
import type { BackupConfig } from './config.ts';
import { prune } from './prune.ts';
import { takeFull } from './take-full.ts';

/** Archives, and takes full backups by its schedule, until the signal is aborted. */
export async function serve(
  config: BackupConfig & { emit(event: BackupEvent): void },
  signal: AbortSignal,
): Promise<void> {
  await beginService(config);
  const { store, fullMethod } = config;
  const schedule: Schedule = {
    everyMs: config.fullEveryMs,
    newest: async () => {
      const timeline = await currentTimeline(store);
      return (await readCatalogue(store)).fulls.findLast((full) => full.timeline === timeline);
    },
    take: async () => {
      await takeFull(fullMethod, config);
      await prune(config);
    },
  };
  await Promise.all([followPrimary(config, signal), keepSchedule(schedule, config, signal)]);
}
