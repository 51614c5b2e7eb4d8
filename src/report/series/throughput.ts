import type { OperationTable } from '../../history/record.ts';
import { outcomes, type Stream, streams } from '../../history/schema.ts';
import { type Buckets, bucketOf, bucketsFor, writesOf } from './buckets.ts';
import type { Frame } from './frame.ts';

/** Writes of one stream that ended in each bucket, per second, by outcome. */
export type Throughput = {
  readonly stream: Stream;
  readonly buckets: Buckets;
  readonly acknowledged: Float64Array;
  readonly failed: Float64Array;
  readonly unknown: Float64Array;
};

/** Folds the operations into rates; streams without operations are left out. */
export function throughputs(operations: OperationTable, frame: Frame): Throughput[] {
  const writes = writesOf(operations);
  const series = streams.map((stream) => empty(stream, bucketsFor(frame, writes[stream])));
  const columns = series.map((one) => outcomes.map((outcome) => columnFor(one, outcome)));
  for (let row = 0; row < operations.length; row += 1) {
    const stream = operations.stream[row] ?? 0;
    const buckets = series[stream]?.buckets;
    const column = columns[stream]?.[operations.outcome[row] ?? 0];
    if (buckets === undefined || column === undefined) continue;
    const bucket = bucketOf(buckets, operations.endedAtMs[row] ?? 0);
    column[bucket] = (column[bucket] ?? 0) + 1;
  }
  for (const one of series) toRates(one, frame);
  return series.filter((one) => writes[one.stream] > 0);
}

function empty(stream: Stream, buckets: Buckets): Throughput {
  const column = () => new Float64Array(buckets.count);
  return { stream, buckets, acknowledged: column(), failed: column(), unknown: column() };
}

function columnFor(series: Throughput, outcome: (typeof outcomes)[number]): Float64Array {
  return outcome === 'ok' ? series.acknowledged : outcome === 'fail' ? series.failed : series.unknown;
}

function toRates({ buckets, acknowledged, failed, unknown }: Throughput, frame: Frame): void {
  const lastWidthMs = frame.endMs - (buckets.startMs + (buckets.count - 1) * buckets.widthMs);
  for (const column of [acknowledged, failed, unknown])
    for (let bucket = 0; bucket < buckets.count; bucket += 1) {
      const widthMs = bucket === buckets.count - 1 ? lastWidthMs : buckets.widthMs;
      column[bucket] = ((column[bucket] ?? 0) * 1000) / widthMs;
    }
}
