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
  for (const group of groupsOf(record, stream, count, groupOf)) {
    const latencies = new Float64Array(group.length);
    let at = 0;
    group.each((latencyMs) => {
      latencies[at] = latencyMs;
      at += 1;
    });
    yield latencies.sort();
  }
}

/** The latencies of one group, in no order, that are worked out each time they are gone through. */
type LatencyGroup = { readonly length: number; each(visit: (latencyMs: number) => void): void };

/** The same groups, of which nothing is held. */
export function* groupsOf(
  record: DrillRecord,
  stream: Stream,
  count: number,
  groupOf: (dueMs: number) => number,
): Generator<LatencyGroup, void> {
  const { outcome, endedAtMs, scheduledAtMs } = record.operations;
  const { rows, dueAtMs } = streamWrites(record)[stream];
  let from = firstOf(rows.length, (index) => groupOf(dueAtMs.at(index) ?? 0) >= 0);
  for (let group = 0; group < count; group += 1) {
    const begin = from;
    const to = firstOf(rows.length, (index) => groupOf(dueAtMs.at(index) ?? 0) > group);
    from = to;
    yield {
      length: to - begin,
      each: (visit) => {
        for (let at = begin; at < to; at += 1) {
          const row = rows.at(at);
          const acknowledged = outcome[row] === okIndex;
          visit(acknowledged ? endedAtMs.at(row) - scheduledAtMs.at(row) : Number.POSITIVE_INFINITY);
        }
      },
    };
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
