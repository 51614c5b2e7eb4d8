import type { OperationTable } from '../../history/record.ts';
import { type Stream, streams } from '../../history/schema.ts';
import type { Frame } from './frame.ts';

/** Equal spans of time from `startMs` on; the last one reaches to `endMs` and takes what is left over. */
export type Buckets = {
  readonly startMs: number;
  readonly endMs: number;
  readonly widthMs: number;
  readonly count: number;
};

const finestMs = 100;
const arrivalsPerBucket = 10;
const mostBuckets = 20_000;

/**
 * Buckets over the frame, at least 100 ms wide, and wide enough to hold some ten arrivals
 * (narrower ones would show the gaps between arrivals as outages).
 */
export function bucketsFor({ startMs, endMs }: Frame, arrivalPeriodMs: number): Buckets {
  const spanMs = endMs - startMs;
  const widthMs = niceWidth(Math.max(finestMs, arrivalsPerBucket * arrivalPeriodMs, spanMs / mostBuckets));
  return { startMs, endMs, widthMs, count: Math.max(1, Math.floor(spanMs / widthMs)) };
}

/** The bucket an instant falls in, or -1 where it lies outside. */
export function bucketOf({ startMs, endMs, widthMs, count }: Buckets, atMs: number): number {
  if (atMs < startMs || atMs > endMs) return -1;
  const index = Math.floor((atMs - startMs) / widthMs);
  return index < count ? index : count - 1;
}

/** Where bucket `index` starts; for `count`, where the last one ends (ms). */
export function bucketEdgeMs({ startMs, endMs, widthMs, count }: Buckets, index: number): number {
  return index >= count ? endMs : startMs + index * widthMs;
}

/** The next of 1, 2, 5, 10, 20, 50 ... */
function niceWidth(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms));
  const factor = [1, 2, 5, 10].find((step) => step * power >= ms) ?? 10;
  return factor * power;
}

/** The mean time between two scheduled arrivals of each stream (ms); streams without operations are left out. */
export function arrivalPeriods({ stream, scheduledAtMs, length }: OperationTable): Map<Stream, number> {
  const count = new Float64Array(streams.length);
  const first = new Float64Array(streams.length).fill(Number.POSITIVE_INFINITY);
  const last = new Float64Array(streams.length).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < length; row += 1) {
    const index = stream[row] ?? 0;
    const atMs = scheduledAtMs.at(row);
    count[index] = (count[index] ?? 0) + 1;
    if (atMs < (first[index] ?? 0)) first[index] = atMs;
    if (atMs > (last[index] ?? 0)) last[index] = atMs;
  }
  const period = (index: number) => ((last[index] ?? 0) - (first[index] ?? 0)) / (count[index] ?? 1);
  return new Map(
    streams.flatMap((name, index) => ((count[index] ?? 0) > 0 ? [[name, period(index)] as const] : [])),
  );
}
