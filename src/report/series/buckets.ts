import type { OperationTable } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
import { streams } from '../../history/schema.ts';
import type { Frame } from './frame.ts';

/** Equal spans of time that start at `startMs`; the last one takes what is left over. */
export type Buckets = { readonly startMs: number; readonly widthMs: number; readonly count: number };

const finestMs = 100;
const arrivalsPerBucket = 10;
const mostBuckets = 20_000;

/**
 * Buckets over the frame, wide enough to hold some ten arrivals of a stream with `writes` in all
 * (narrower ones would show gaps between arrivals as outages) and at least 100 ms.
 */
export function bucketsFor(frame: Frame, writes: number): Buckets {
  const spanMs = frame.endMs - frame.startMs;
  const periodMs = writes === 0 ? spanMs : spanMs / writes;
  const widthMs = niceWidth(Math.max(finestMs, arrivalsPerBucket * periodMs, spanMs / mostBuckets));
  return { startMs: frame.startMs, widthMs, count: Math.max(1, Math.floor(spanMs / widthMs)) };
}

/** The bucket an instant falls in; instants outside fall in the first or last one. */
export function bucketOf(buckets: Buckets, atMs: number): number {
  const index = Math.floor((atMs - buckets.startMs) / buckets.widthMs);
  return index < 0 ? 0 : index >= buckets.count ? buckets.count - 1 : index;
}

/** The next of 1, 2, 5, 10, 20, 50 ... */
function niceWidth(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms));
  const factor = [1, 2, 5, 10].find((step) => step * power >= ms) ?? 10;
  return factor * power;
}

/** How many operations each stream has. */
export function writesOf({ stream, length }: OperationTable): Record<Stream, number> {
  const counts = [0, 0];
  for (let row = 0; row < length; row += 1) counts[stream[row] ?? 0] = (counts[stream[row] ?? 0] ?? 0) + 1;
  return {
    service: counts[streams.indexOf('service')] ?? 0,
    application: counts[streams.indexOf('application')] ?? 0,
  };
}
