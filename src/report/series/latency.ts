import type { DrillRecord } from '../../history/record.ts';
import { outcomes, type Stream } from '../../history/schema.ts';
import { streamWrites } from '../../judge/measure/stream-writes.ts';
import { arrivalPeriods, type Buckets, bucketOf, bucketsFor } from './buckets.ts';
import type { Frame } from './frame.ts';

/** Of what fell into each bucket (ms); NaN where nothing did. */
export type Percentiles = {
  readonly buckets: Buckets;
  readonly p50Ms: Float64Array;
  readonly p99Ms: Float64Array;
  /** The greatest of all, kept whatever the width of the bucket. */
  readonly maxMs: Float64Array;
};

/**
 * Latency of acknowledged writes, from the scheduled arrival to the acknowledgement, in the bucket of the
 * scheduled arrival (ms). NaN in buckets whose writes were not acknowledged.
 */
export type LatencySeries = Percentiles & { readonly stream: Stream };

const acknowledged = outcomes.indexOf('ok');

/** Exact percentiles per bucket, at most `columns` buckets; streams without operations are left out. */
export function latencySeries(record: DrillRecord, frame: Frame, columns: number): LatencySeries[] {
  return [...arrivalPeriods(record.operations)].map(([stream, periodMs]) => {
    const buckets = coarsened(bucketsFor(frame, periodMs), columns);
    const latencies = latenciesByBucket(record, stream, buckets);
    return { stream, ...percentilesOf(buckets, () => latencies.next().value ?? new Float64Array()) };
  });
}

function coarsened(buckets: Buckets, columns: number): Buckets {
  const factor = Math.ceil(buckets.count / columns);
  const count = Math.max(1, Math.floor(buckets.count / factor));
  return { ...buckets, widthMs: buckets.widthMs * factor, count };
}

/** A read, and how long newer data had been acknowledged when it was sent (ms). */
type Aged = { readonly sentAtMs: number; readonly ageMs: number };

/** Staleness of acknowledged reads, in the bucket in which they were sent; null where there are none. */
export function stalenessSeries(reads: readonly Aged[], frame: Frame, columns: number): Percentiles | null {
  if (reads.length === 0) return null;
  const sent = Float64Array.from(reads, ({ sentAtMs }) => sentAtMs).sort();
  const periodMs = ((sent.at(-1) ?? 0) - (sent[0] ?? 0)) / reads.length;
  const buckets = coarsened(bucketsFor(frame, periodMs), columns);
  const grouped = Map.groupBy(reads, ({ sentAtMs }) => bucketOf(buckets, sentAtMs));
  return percentilesOf(buckets, (bucket) =>
    Float64Array.from(grouped.get(bucket) ?? [], ({ ageMs }) => ageMs).sort(),
  );
}

function percentilesOf(buckets: Buckets, sortedOf: (bucket: number) => Float64Array): Percentiles {
  const column = () => new Float64Array(buckets.count).fill(Number.NaN);
  const [p50Ms, p99Ms, maxMs] = [column(), column(), column()];
  for (let bucket = 0; bucket < buckets.count; bucket += 1) {
    const sorted = sortedOf(bucket);
    if (sorted.length === 0) continue;
    p50Ms[bucket] = nearestRank(sorted, 0.5);
    p99Ms[bucket] = nearestRank(sorted, 0.99);
    maxMs[bucket] = nearestRank(sorted, 1);
  }
  return { buckets, p50Ms, p99Ms, maxMs };
}

/** The latencies of each bucket, ascending, one bucket after the other: each is valid until the next is asked for. */
function* latenciesByBucket(
  record: DrillRecord,
  stream: Stream,
  buckets: Buckets,
): Generator<Float64Array, void> {
  const { outcome, scheduledAtMs, endedAtMs } = record.operations;
  const { rows } = streamWrites(record)[stream];
  let latencies = new Float64Array(1024);
  let index = 0;
  for (let bucket = 0; bucket < buckets.count; bucket += 1) {
    let count = 0;
    for (; index < rows.length; index += 1) {
      const row = rows.at(index);
      const dueMs = scheduledAtMs.at(row);
      const own = bucketOf(buckets, dueMs);
      if (own > bucket) break;
      if (own < 0 || outcome[row] !== acknowledged) continue;
      if (count === latencies.length) latencies = widened(latencies);
      latencies[count] = endedAtMs.at(row) - dueMs;
      count += 1;
    }
    yield latencies.subarray(0, count).sort();
  }
}

function widened(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(2 * numbers.length);
  wider.set(numbers);
  return wider;
}

/** The smallest value that at least the share `p` of the sorted values does not exceed. */
function nearestRank(sorted: Float64Array, p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}
