import type { DrillRecord } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
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
  const { rows } = streamWrites(record)[stream];
  const sizes = new Uint32Array(count);
  for (const row of rows) {
    const group = groupOf(operations.scheduledAtMs[row] ?? 0);
    if (group >= 0 && group < count) sizes[group] = (sizes[group] ?? 0) + 1;
  }
  const groups = Array.from(sizes, (size) => new Float64Array(size));
  const filled = new Uint32Array(count);
  for (const row of rows) {
    const dueMs = operations.scheduledAtMs[row] ?? 0;
    const index = groupOf(dueMs);
    const group = groups[index];
    if (!group) continue;
    const at = filled[index] ?? 0;
    const acknowledged = operations.outcome[row] === okIndex;
    group[at] = acknowledged ? (operations.endedAtMs[row] ?? 0) - dueMs : Number.POSITIVE_INFINITY;
    filled[index] = at + 1;
  }
  for (const group of groups) group.sort();
  return groups;
}
