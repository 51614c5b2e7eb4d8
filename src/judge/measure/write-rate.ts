/**
 * The rate of a stream in peace.
 *
 * Definition: of the writes that were due in the baseline, those that were acknowledged, by the length of the baseline.
 * Clock: the harness's. Resolution: one write in that time.
 * Censoring: not measured without a baseline.
 * Bias: the load offers a fixed rate, and no more can be acknowledged: it shows that a cluster keeps up, not what it
 * could do.
 */
import type { DrillRecord } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
import { streamWrites } from './stream-writes.ts';
import { timelineOf } from './timeline.ts';
import type { Measurement } from './types.ts';

export function writeRateMeasurement(record: DrillRecord, stream: Stream): Measurement {
  const about = {
    name: `write-rate-${stream}`,
    title: `Acknowledged writes a second in the baseline (${stream})`,
    unit: 'per-second' as const,
    atLeast: false,
  };
  const { baseline } = timelineOf(record);
  if (!baseline)
    return { ...about, value: null, resolution: null, how: 'not measured: no baseline was watched' };
  const writes = streamWrites(record)[stream];
  const due = writes.due(baseline.fromMs, baseline.toMs);
  const acknowledged = writes.acknowledged(baseline.fromMs, baseline.toMs);
  const seconds = (baseline.toMs - baseline.fromMs) / 1000;
  return {
    ...about,
    value: acknowledged / seconds,
    resolution: 1 / seconds,
    how: `${acknowledged} of ${due} writes that were due in ${seconds} s acknowledged; no more were offered`,
  };
}
