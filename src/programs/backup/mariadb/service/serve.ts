import { beginService, keepSchedule, type Schedule } from '../../common/service/schedule.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import { followPrimary } from '../archive/follow.ts';
import { readCatalogue } from '../store/catalogue.ts';
import type { Backup } from '../store/schema.ts';
import { takeBackup } from '../take/backup.ts';
import type { Context } from './config.ts';
import { prune } from './prune.ts';

/** Archives, and takes backups by its schedules, until the signal is aborted. */
export async function serve(context: Context, signal: AbortSignal): Promise<void> {
  await beginService(context);
  const schedules: Schedule[] = [
    {
      everyMs: context.fullEveryMs,
      newest: async () => (await backupsNow(context)).findLast(({ kind }) => kind === 'full'),
      take: async () => {
        await takeBackup('full', context);
        await prune(context);
      },
    },
    {
      everyMs: context.betweenEveryMs,
      newest: async () => (await backupsNow(context)).at(-1),
      take: async () => {
        // Before the first full backup there is nothing to build on: that one comes first.
        const begun = (await backupsNow(context)).length > 0;
        if (begun) await takeBackup(context.between, context);
      },
    },
  ];
  await Promise.all([
    followPrimary(context, signal),
    ...schedules.map((schedule) => keepSchedule(schedule, context, signal)),
  ]);
}

/** Those of the current timeline. */
async function backupsNow({ store }: Context): Promise<Backup[]> {
  const timeline = await currentTimeline(store);
  return (await readCatalogue(store)).fulls.filter((backup) => backup.timeline === timeline);
}
