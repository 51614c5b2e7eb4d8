/**
 * Time to full redundancy.
 *
 * Definition: from time zero of the first fault to the harness's observation that all nodes are healthy members.
 * Clock: the harness's. Resolution: the sample period of the observer.
 * Censoring: where the deadline of the recovery passed, or the record ends first, the span until then, as "at least".
 * Bias: it contains the waiting time that the scenario prescribes before the recovery begins.
 */
import type { DrillRecord } from '../history/record.ts';
import { formatMs } from '../units.ts';
import { samplePeriodMs } from './sample-period.ts';
import { firstEvent, timelineOf } from './timeline.ts';
import type { Measurement } from './types.ts';

export function redundancyMeasurement(record: DrillRecord): Measurement {
  const about = { name: 'time-to-redundancy', title: 'Time to full redundancy', unit: 'ms' as const };
  const { spans, recordEndMs } = timelineOf(record);
  const zeroMs = spans[0]?.zeroMs;
  if (zeroMs === undefined) {
    const how = 'not measured: no fault has a time zero';
    return { ...about, value: null, atLeast: false, resolution: null, how };
  }
  const resolution = samplePeriodMs(record);
  const restored = firstEvent(record.events, 'redundancy-restored', zeroMs);
  if (restored) {
    const how = `from time zero until the harness saw all nodes healthy; resolution: one sample of the nodes${resolution === null ? ', period unknown' : ` (${formatMs(resolution)})`}`;
    return { ...about, value: restored.atMs - zeroMs, atLeast: false, resolution, how };
  }
  const missing = firstEvent(record.events, 'redundancy-missing', zeroMs);
  const how = missing ? `not restored in time: ${missing.text}` : 'the record ends before it was restored';
  const toMs = missing?.atMs ?? recordEndMs;
  return { ...about, value: Math.max(0, toMs - zeroMs), atLeast: true, resolution, how };
}
