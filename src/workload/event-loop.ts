import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 10;

/** Watches the event loop of this thread; each call tells by how much it was late at worst since the last (ms). */
export function eventLoopDelay(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return () => {
    // It holds the distances of a timer's calls: what is above the timer's own period is delay.
    const delayMs = Math.max(histogram.max / 1e6 - resolutionMs, 0);
    histogram.reset();
    return Math.round(delayMs * 1000) / 1000;
  };
}
