import type { OperationTable } from '../../history/record.ts';
import { outcomes, type Stream, streams } from '../../history/schema.ts';
import { type Buckets, bucketOf, bucketsFor, writesOf } from './buckets.ts';
import type { Frame } from './frame.ts';

/**
 * Latency of acknowledged writes, from the scheduled arrival to the acknowledgement, in the bucket of the
 * scheduled arrival (ms). NaN in buckets whose writes were not acknowledged.
 */
export type LatencySeries = {
  readonly stream: Stream;
  readonly buckets: Buckets;
  readonly p50Ms: Float64Array;
  readonly p99Ms: Float64Array;
  /** The greatest of all, kept whatever the width of the bucket. */
  readonly maxMs: Float64Array;
};

const acknowledged = outcomes.indexOf('ok');

/** Exact percentiles per bucket, at most `columns` buckets; streams without operations are left out. */
export function latencySeries(operations: OperationTable, frame: Frame, columns: number): LatencySeries[] {
  const writes = writesOf(operations);
  return streams
    .filter((stream) => writes[stream] > 0)
    .map((stream) => {
      const buckets = coarsened(bucketsFor(frame, writes[stream]), columns);
      return { stream, buckets, ...percentiles(operations, streams.indexOf(stream), buckets) };
    });
}

function coarsened(buckets: Buckets, columns: number): Buckets {
  const factor = Math.ceil(buckets.count / columns);
  return {
    ...buckets,
    widthMs: buckets.widthMs * factor,
    count: Math.max(1, Math.floor(buckets.count / factor)),
  };
}

function percentiles(
  operations: OperationTable,
  stream: number,
  buckets: Buckets,
): Pick<LatencySeries, 'p50Ms' | 'p99Ms' | 'maxMs'> {
  const { starts, latencies } = groupedByBucket(operations, stream, buckets);
  const p50Ms = new Float64Array(buckets.count).fill(Number.NaN);
  const p99Ms = new Float64Array(buckets.count).fill(Number.NaN);
  const maxMs = new Float64Array(buckets.count).fill(Number.NaN);
  for (let bucket = 0; bucket < buckets.count; bucket += 1) {
    const sorted = latencies.subarray(starts[bucket] ?? 0, starts[bucket + 1] ?? 0).sort();
    if (sorted.length === 0) continue;
    p50Ms[bucket] = nearestRank(sorted, 0.5);
    p99Ms[bucket] = nearestRank(sorted, 0.99);
    maxMs[bucket] = nearestRank(sorted, 1);
  }
  return { p50Ms, p99Ms, maxMs };
}

/** A counting sort by bucket: latencies of bucket `b` are `latencies[starts[b] .. starts[b + 1]]`. */
function groupedByBucket(
  operations: OperationTable,
  stream: number,
  buckets: Buckets,
): { starts: Uint32Array; latencies: Float64Array } {
  const { length, scheduledAtMs, endedAtMs } = operations;
  const counts = new Uint32Array(buckets.count + 1);
  const mine = (row: number) => operations.stream[row] === stream && operations.outcome[row] === acknowledged;
  for (let row = 0; row < length; row += 1) {
    if (!mine(row)) continue;
    const next = bucketOf(buckets, scheduledAtMs[row] ?? 0) + 1;
    counts[next] = (counts[next] ?? 0) + 1;
  }
  for (let bucket = 1; bucket <= buckets.count; bucket += 1)
    counts[bucket] = (counts[bucket] ?? 0) + (counts[bucket - 1] ?? 0);
  const starts = counts.slice();
  const latencies = new Float64Array(counts[buckets.count] ?? 0);
  for (let row = 0; row < length; row += 1) {
    if (!mine(row)) continue;
    const bucket = bucketOf(buckets, scheduledAtMs[row] ?? 0);
    const place = counts[bucket] ?? 0;
    latencies[place] = (endedAtMs[row] ?? 0) - (scheduledAtMs[row] ?? 0);
    counts[bucket] = place + 1;
  }
  return { starts, latencies };
}

/** The smallest value that at least the share `p` of the sorted values does not exceed. */
function nearestRank(sorted: Float64Array, p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}
