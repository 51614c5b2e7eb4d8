/**
 * Time to restore.
 *
 * Definition: from time zero of the first fault that destroys data (else of the first fault) until the restored data
 * was in service, after the last fault that destroys data: the cluster built anew around it accepts writes, or the restored table has taken the place of the
 * damaged one.
 * Clock: the harness's. Resolution: the sample period of the observer for a cluster; a table is back with the answer
 * of the backup service, which comes as soon as it is.
 * Censoring: where the record has no such event, the span to its end, as "at least".
 * Bias: it contains the waiting time that the scenario prescribes before the recovery begins: an operator who notices
 * and decides later takes that much longer.
 */
import { destructiveFaults } from '../../faults/list.ts';
import type { DrillRecord } from '../../history/record.ts';
import { samplePeriodMs } from './sample-period.ts';
import { firstEvent, timelineOf } from './timeline.ts';
import type { Measurement } from './types.ts';

/** None for a scenario that restores nothing. */
export function restoreMeasurements(record: DrillRecord): Measurement[] {
  const { restore } = record.manifest.scenario.recovery;
  if (!restore) return [];
  const about = {
    name: 'time-to-restore',
    title: 'Time until the restored data is in service',
    unit: 'ms' as const,
  };
  const { spans, recordEndMs } = timelineOf(record);
  const destroying = spans.filter(({ fault }) => destructiveFaults.includes(fault.fault));
  const zeroMs = (destroying[0] ?? spans[0])?.zeroMs;
  if (zeroMs === undefined) {
    const how = 'not measured: no fault has a time zero';
    return [{ ...about, value: null, atLeast: false, resolution: null, how }];
  }
  const resolution = restore.what === 'table' ? null : samplePeriodMs(record);
  const restored = firstEvent(record.events, 'data-restored', destroying.at(-1)?.zeroMs ?? zeroMs);
  if (restored) {
    const how = `from time zero until ${restored.text}`;
    return [{ ...about, value: restored.atMs - zeroMs, atLeast: false, resolution, how }];
  }
  const how = 'the record ends before the data was restored';
  return [{ ...about, value: Math.max(0, recordEndMs - zeroMs), atLeast: true, resolution, how }];
}
