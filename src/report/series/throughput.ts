import type { OperationTable } from '../../history/record.ts';
import { outcomes, type Stream, streams } from '../../history/schema.ts';
import { arrivalPeriods, type Buckets, bucketEdgeMs, bucketOf, bucketsFor } from './buckets.ts';
import type { Frame } from './frame.ts';

/** Writes of one stream that ended in each bucket, per second, by outcome. */
export type Throughput = {
  readonly stream: Stream;
  readonly buckets: Buckets;
  readonly acknowledged: Float64Array;
  readonly failed: Float64Array;
  readonly unknown: Float64Array;
};

/** Folds the operations that ended in the frame into rates; streams without operations are left out. */
export function throughputs(operations: OperationTable, frame: Frame): Throughput[] {
  const series = [...arrivalPeriods(operations)].map(([stream, periodMs]) =>
    empty(stream, bucketsFor(frame, periodMs)),
  );
  const byStream = streams.map((stream) => series.find((one) => one.stream === stream));
  const columns = byStream.map((one) => outcomes.map((outcome) => one && columnFor(one, outcome)));
  for (let row = 0; row < operations.length; row += 1) {
    const stream = operations.stream[row] ?? 0;
    const buckets = byStream[stream]?.buckets;
    const column = columns[stream]?.[operations.outcome[row] ?? 0];
    if (buckets === undefined || column === undefined) continue;
    const bucket = bucketOf(buckets, operations.endedAtMs.at(row));
    if (bucket >= 0) column[bucket] = (column[bucket] ?? 0) + 1;
  }
  for (const one of series) toRates(one);
  return series;
}

function empty(stream: Stream, buckets: Buckets): Throughput {
  const column = () => new Float64Array(buckets.count);
  return { stream, buckets, acknowledged: column(), failed: column(), unknown: column() };
}

function columnFor(series: Throughput, outcome: (typeof outcomes)[number]): Float64Array {
  return outcome === 'ok' ? series.acknowledged : outcome === 'fail' ? series.failed : series.unknown;
}

function toRates({ buckets, acknowledged, failed, unknown }: Throughput): void {
  for (let bucket = 0; bucket < buckets.count; bucket += 1) {
    const perSecond = 1000 / (bucketEdgeMs(buckets, bucket + 1) - bucketEdgeMs(buckets, bucket));
    for (const column of [acknowledged, failed, unknown]) column[bucket] = (column[bucket] ?? 0) * perSecond;
  }
}
