import type { DrillRecord } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
import { okIndex, streamWrites } from './stream-writes.ts';

/**
 * Latencies (ms) of a stream's writes in `count` groups, each ascending, one after the other.
 *
 * Latency counts from the scheduled arrival, so that waiting for a slow server is part of it (no coordinated
 * omission). A write that was never acknowledged is infinitely slow. `groupOf` tells the group of a write by when
 * it was due, and does not descend; a group outside 0 to `count` - 1 leaves it out.
 */
export function* latencyGroups(
  record: DrillRecord,
  stream: Stream,
  count: number,
  groupOf: (dueMs: number) => number,
): Generator<Float64Array, void> {
  const { operations } = record;
  const { rows, dueAtMs } = streamWrites(record)[stream];
  let from = firstOf(rows.length, (index) => groupOf(dueAtMs.at(index) ?? 0) >= 0);
  for (let group = 0; group < count; group += 1) {
    const to = firstOf(rows.length, (index) => groupOf(dueAtMs.at(index) ?? 0) > group);
    const latencies = new Float64Array(to - from);
    for (let at = from; at < to; at += 1) {
      const row = rows[at] ?? 0;
      const acknowledged = operations.outcome[row] === okIndex;
      latencies[at - from] = acknowledged
        ? operations.endedAtMs.at(row) - operations.scheduledAtMs.at(row)
        : Number.POSITIVE_INFINITY;
    }
    yield latencies.sort();
    from = to;
  }
}

/** The first index from which on something holds. */
function firstOf(length: number, holds: (index: number) => boolean): number {
  let from = 0;
  let to = length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
