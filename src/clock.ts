/**
 * Milliseconds on the kernel's monotonic clock (CLOCK_MONOTONIC), with microsecond digits.
 * Containers on the same kernel read the same clock, so their stamps compare with the harness's own.
 */
export function monotonicNowMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}

/** A clock that counts from an origin: the times of one drill's record. */
export type Clock = {
  /** Where zero is, on the kernel's monotonic clock (ms). */
  readonly originMs: number;
  /** Milliseconds since the origin. */
  nowMs(): number;
};

/** A clock whose zero is now, or at `originMs` on the kernel's monotonic clock. */
export function startClock(originMs: number = monotonicNowMs()): Clock {
  return { originMs, nowMs: () => round(monotonicNowMs() - originMs) };
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
