/**
 * Latency of acknowledged writes, and errors of the others.
 *
 * Definition: percentiles (nearest rank) of the time from the scheduled arrival of a write to its acknowledgement,
 * so that waiting for a slow server counts (no coordinated omission). A write belongs to the window in which it
 * was due: before (from the start of the baseline to time zero of the first fault), during (to the acknowledgement
 * that ends the stream's worst RTO), after (to the end of load).
 * Clock: the harness's. Resolution: how late the harness itself was, which is part of the latency.
 * Censoring: writes that were never acknowledged have no latency; they are in the counts of errors.
 * Bias: `during` looks better the more writes failed, for those that failed are not in it.
 */
import type { DrillRecord } from '../../history/record.ts';
import { type Stream, streams } from '../../history/schema.ts';
import { groupsOf } from './latency-groups.ts';
import { rtosOf, worstRto } from './rto.ts';
import { rankOf } from './sorted.ts';
import { okIndex } from './stream-writes.ts';
import { timelineOf } from './timeline.ts';
import type { DrillResult, Latency } from './types.ts';
import { valuesAtRanks } from './values-at-ranks.ts';

const windows = ['before', 'during', 'after'] as const;
const shares = [0.5, 0.95, 0.99, 1];

/** Latency of both streams in the three windows; none where nothing was due. */
export function latenciesOf(record: DrillRecord): Latency[] {
  if (!timelineOf(record).load) return [];
  return streams.flatMap((stream) => latenciesOfStream(record, stream));
}

function latenciesOfStream(record: DrillRecord, stream: Stream): Latency[] {
  const { load, baseline, spans } = timelineOf(record);
  const fromMs = baseline?.fromMs ?? load?.fromMs ?? 0;
  const zeroMs = spans[0]?.zeroMs ?? Number.POSITIVE_INFINITY;
  const backMs = worstRto(rtosOf(record, stream))?.backAtMs ?? Number.POSITIVE_INFINITY;
  const groups = groupsOf(record, stream, windows.length, (dueMs) => {
    if (dueMs < fromMs) return -1;
    if (dueMs < zeroMs) return 0;
    return dueMs < backMs ? 1 : 2;
  });
  return Array.from(groups, ({ each }, index) => {
    let count = 0;
    // Those that were never acknowledged are infinitely slow: they stand at the end.
    each((latencyMs) => {
      if (latencyMs < Number.POSITIVE_INFINITY) count += 1;
    });
    const ranks = count === 0 ? [] : shares.map((share) => rankOf(count, share));
    const [p50Ms = null, p95Ms = null, p99Ms = null, maxMs = null] = valuesAtRanks(each, ranks);
    return { stream, window: windows[index] ?? 'after', count, p50Ms, p95Ms, p99Ms, maxMs };
  });
}

/** How often writes ended other than ok, by stream and error, the most frequent first. */
export function errorsOf({ operations }: DrillRecord): DrillResult['errors'] {
  const counts = streams.map(() => new Uint32Array(operations.errors.length));
  for (let row = 0; row < operations.length; row += 1) {
    if (operations.outcome[row] === okIndex) continue;
    const own = counts[operations.stream[row] ?? 0];
    const error = operations.error[row] ?? 0;
    if (own) own[error] = (own[error] ?? 0) + 1;
  }
  const found = streams.flatMap((stream, index) =>
    operations.errors.map((error, at) => ({
      stream,
      error: at === 0 ? 'no error told' : error,
      count: counts[index]?.[at] ?? 0,
    })),
  );
  return found.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}
