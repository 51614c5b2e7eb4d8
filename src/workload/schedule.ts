/**
 * Calls `arrive` for every arrival of an open-loop schedule: arrival `n` is due at `startMs + n * periodMs`,
 * whatever the answers to earlier ones do. A late timer is caught up at once, and the arrival keeps its due time,
 * so that lateness of the load generator is in the record and never hides an outage (coordinated omission).
 */
export function startSchedule(options: {
  readonly startMs: number;
  readonly periodMs: number;
  readonly nowMs: () => number;
  readonly arrive: (index: number, dueMs: number) => void;
}): { stop(): void } {
  let index = 0;
  let timer: NodeJS.Timeout | undefined;
  const tick = (): void => {
    const nowMs = options.nowMs();
    for (let dueMs = due(); dueMs <= nowMs; dueMs = due()) {
      options.arrive(index, dueMs);
      index += 1;
    }
    timer = setTimeout(tick, Math.max(due() - options.nowMs(), 0));
  };
  const due = (): number => options.startMs + index * options.periodMs;
  tick();
  return { stop: () => clearTimeout(timer) };
}
