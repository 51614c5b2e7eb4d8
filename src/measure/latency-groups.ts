import type { DrillRecord } from '../history/record.ts';
import type { Stream } from '../history/schema.ts';
import { okIndex, streamWrites } from './stream-writes.ts';

/**
 * Latencies (ms) of a stream's writes in `count` groups, each ascending.
 *
 * Latency counts from the scheduled arrival, so that waiting for a slow server is part of it (no coordinated
 * omission). A write that was never acknowledged is infinitely slow. `groupOf` tells the group of a write by when
 * it was due; a group outside 0 to `count` - 1 leaves it out.
 */
export function groupLatencies(
  record: DrillRecord,
  stream: Stream,
  count: number,
  groupOf: (dueMs: number) => number,
): Float64Array[] {
  const { operations } = record;
  const groups: number[][] = Array.from({ length: count }, () => []);
  for (const row of streamWrites(record)[stream].rows) {
    const dueMs = operations.scheduledAtMs[row] ?? 0;
    const acknowledged = operations.outcome[row] === okIndex;
    const latencyMs = acknowledged ? (operations.endedAtMs[row] ?? 0) - dueMs : Number.POSITIVE_INFINITY;
    groups[groupOf(dueMs)]?.push(latencyMs);
  }
  return groups.map((latencies) => Float64Array.from(latencies).sort());
}
