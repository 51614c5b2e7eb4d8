/**
 * Availability of a stream.
 *
 * Definition: of the writes that were due from time zero of the first fault to the end of load, the share that was
 * acknowledged within 1 s of its scheduled arrival.
 * Clock: the harness's. Resolution: one write of those that were due.
 * Censoring: none; the load waits longer than 1 s for what is in flight when it ends.
 * Bias: it depends on how long the load ran after the fault, so compare only drills of the same length.
 */
import type { DrillRecord } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
import { okIndex, streamWrites } from './stream-writes.ts';
import { timelineOf } from './timeline.ts';
import type { Measurement } from './types.ts';

/** A write that is answered within this after it was due is in time (ms). */
export const inTimeMs = 1000;

export function availabilityMeasurement(record: DrillRecord, stream: Stream): Measurement {
  const about = {
    name: `availability-${stream}`,
    title: `Availability of the ${stream} stream after the fault`,
    unit: 'ratio' as const,
    atLeast: false,
  };
  const zeroMs = timelineOf(record).spans[0]?.zeroMs;
  if (zeroMs === undefined) {
    return { ...about, value: null, resolution: null, how: 'not measured: no fault has a time zero' };
  }
  const { due, intime } = countInTime(record, stream, zeroMs);
  if (due === 0) {
    return { ...about, value: null, resolution: null, how: 'not measured: no write was due after time zero' };
  }
  const how = `${intime} of ${due} writes that were due after time zero acknowledged within ${inTimeMs} ms`;
  return { ...about, value: intime / due, resolution: 1 / due, how };
}

function countInTime(record: DrillRecord, stream: Stream, zeroMs: number): { due: number; intime: number } {
  const { operations } = record;
  let due = 0;
  let intime = 0;
  const { rows } = streamWrites(record)[stream];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows.at(index);
    const dueMs = operations.scheduledAtMs.at(row);
    if (dueMs < zeroMs) continue;
    due += 1;
    const acknowledged = operations.outcome[row] === okIndex;
    if (acknowledged && operations.endedAtMs.at(row) - dueMs <= inTimeMs) intime += 1;
  }
  return { due, intime };
}
