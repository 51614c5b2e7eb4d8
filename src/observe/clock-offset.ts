import { monotonicNowMs } from '../clock.ts';

/** How far a service's monotonic clock is ahead of the harness's own, and the bound on that difference. */
export type ClockOffset = { readonly offsetMs: number; readonly errorMs: number; readonly how: string };

/**
 * Compares a service's clock with ours by asking for it some times; the quickest exchange bounds the difference to half
 * its round trip (Cristian's algorithm, 1989). Within the bound the clocks are one clock.
 */
export async function measureClockOffset(ask: () => Promise<number>, exchanges = 5): Promise<ClockOffset> {
  let best: { offsetMs: number; errorMs: number } | undefined;
  for (let i = 0; i < exchanges; i += 1) {
    const askedAtMs = monotonicNowMs();
    const remoteMs = await ask();
    const answeredAtMs = monotonicNowMs();
    const errorMs = (answeredAtMs - askedAtMs) / 2;
    if (!best || errorMs < best.errorMs)
      best = { offsetMs: remoteMs - (askedAtMs + answeredAtMs) / 2, errorMs };
  }
  if (!best) return { offsetMs: 0, errorMs: Number.POSITIVE_INFINITY, how: 'not compared' };
  const error = best.errorMs.toFixed(1);
  return Math.abs(best.offsetMs) <= best.errorMs
    ? {
        offsetMs: 0,
        errorMs: best.errorMs,
        how: `one kernel clock, confirmed to ${error} ms by ${exchanges} exchanges`,
      }
    : { ...best, how: `clocks differ; corrected by ${best.offsetMs.toFixed(1)} ms, known to ${error} ms` };
}
