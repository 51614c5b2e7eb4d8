import { messageOf } from '../../../../errors.ts';
import { pause } from '../../../../wait.ts';
import { removeUnfinished } from '../store/draft.ts';
import { prepareStore } from '../store/layout.ts';
import type { BackupEvent } from '../words.ts';

type Service = { readonly store: string; emit(event: BackupEvent): void };

/** Prepares the store for the one process that writes to it, and tells that it began. */
export async function beginService({ store, emit }: Service): Promise<void> {
  await prepareStore(store);
  const removed = await removeUnfinished(store);
  const text = `keeping backups in ${store}${removed.length > 0 ? `; removed what was left half-done: ${removed.join(', ')}` : ''}`;
  emit({ type: 'backup-service-started', text });
}

/** Backups of one kind. */
export type Schedule = {
  /** From one to the next; null for none. */
  readonly everyMs: number | null;
  newest(): Promise<{ readonly endedAt: string } | undefined>;
  /** Takes one, and removes what retention lets go. */
  take(): Promise<void>;
};

/** Takes a backup when the newest one is as old as the schedule says. */
export async function keepSchedule(
  { everyMs, newest, take }: Schedule,
  { emit }: Service,
  signal: AbortSignal,
): Promise<void> {
  while (everyMs !== null && !signal.aborted) {
    const last = await newest();
    const dueInMs = last ? Date.parse(last.endedAt) + everyMs - Date.now() : 0;
    await pause(Math.max(0, dueInMs), signal).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await take();
    } catch (error) {
      emit({ type: 'backup-note', text: `the schedule goes on: ${messageOf(error)}` });
      // A backup that failed is tried again, but not at once.
      await pause(Math.min(everyMs, 60_000), signal).catch(() => undefined);
    }
  }
}
