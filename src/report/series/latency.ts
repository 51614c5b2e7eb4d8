import type { OperationTable } from '../../history/record.ts';
import { outcomes, type Stream, streams } from '../../history/schema.ts';
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
export function latencySeries(operations: OperationTable, frame: Frame, columns: number): LatencySeries[] {
  return [...arrivalPeriods(operations)].map(([stream, periodMs]) => {
    const buckets = coarsened(bucketsFor(frame, periodMs), columns);
    return { stream, ...percentiles(operations, streams.indexOf(stream), buckets) };
  });
}

function coarsened(buckets: Buckets, columns: number): Buckets {
  const factor = Math.ceil(buckets.count / columns);
  const count = Math.max(1, Math.floor(buckets.count / factor));
  return { ...buckets, widthMs: buckets.widthMs * factor, count };
}

function percentiles(operations: OperationTable, stream: number, buckets: Buckets): Percentiles {
  const { starts, latencies } = groupedByBucket(operations, stream, buckets);
  return percentilesOf(buckets, (bucket) =>
    latencies.subarray(starts[bucket] ?? 0, starts[bucket + 1] ?? 0).sort(),
  );
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

/** A counting sort: the latencies of bucket `b` are `latencies[starts[b] .. starts[b + 1]]`. */
function groupedByBucket(
  operations: OperationTable,
  stream: number,
  buckets: Buckets,
): { starts: Uint32Array; latencies: Float64Array } {
  const { length, scheduledAtMs, endedAtMs } = operations;
  const bucketOfRow = (row: number): number =>
    operations.stream[row] === stream && operations.outcome[row] === acknowledged
      ? bucketOf(buckets, scheduledAtMs.at(row))
      : -1;
  const starts = new Uint32Array(buckets.count + 1);
  for (let row = 0; row < length; row += 1) {
    const bucket = bucketOfRow(row);
    if (bucket >= 0) starts[bucket + 1] = (starts[bucket + 1] ?? 0) + 1;
  }
  for (let bucket = 1; bucket <= buckets.count; bucket += 1)
    starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  const next = starts.slice();
  const latencies = new Float64Array(starts[buckets.count] ?? 0);
  for (let row = 0; row < length; row += 1) {
    const bucket = bucketOfRow(row);
    if (bucket < 0) continue;
    const place = next[bucket] ?? 0;
    latencies[place] = endedAtMs.at(row) - scheduledAtMs.at(row);
    next[bucket] = place + 1;
  }
  return { starts, latencies };
}

/** The smallest value that at least the share `p` of the sorted values does not exceed. */
function nearestRank(sorted: Float64Array, p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}
