import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
import type { HarnessAct } from './acts.ts';
import { causeOf, hiccupMs } from './attribution.ts';
import { outagesOf, outageThresholdMs } from './outages.ts';
import { type Resolution, rtoResolution, sumResolution } from './resolution.ts';
import { type Rto, rtosOf, stableWindowMs, streamLife, worstRto } from './rto.ts';
import { streamWrites } from './stream-writes.ts';
import { timelineOf } from './timeline.ts';
import type { Measurement } from './types.ts';

/** The RTO of a stream: the worst of its faults, and with several faults that of each. */
export function rtoMeasurements(record: DrillRecord, stream: Stream): Measurement[] {
  const rtos = rtosOf(record, stream);
  const worst = worstRto(rtos);
  const stated = worst && resolutionOf(record, stream, worst);
  const unit = 'ms' as const;
  const headline: Measurement = {
    name: `rto-${stream}`,
    title: `RTO (${stream})`,
    value: worst?.valueMs ?? null,
    unit,
    resolution: stated?.ms ?? null,
    atLeast: rtos.some((rto) => rto.atLeast),
    how: worst ? `${describe(worst)}; resolution ${stated?.how}` : whyNot(record, stream),
  };
  if (rtos.length < 2) return [headline];
  const each = rtos.map((rto) => {
    const { step, turn, fault, targets } = rto.fault;
    const which = turn === 0 ? `${step}` : `${step}.${turn}`;
    return {
      unit,
      resolution: resolutionOf(record, stream, rto).ms,
      name: `rto-${stream}-step-${which}`,
      title: `RTO (${stream}) of step ${which}, ${fault} of ${targets.join(', ')}`,
      value: rto.valueMs,
      atLeast: rto.atLeast,
      how: describe(rto),
    };
  });
  return [{ ...headline, how: `the worst of ${rtos.length} faults: ${headline.how}` }, ...each];
}

/** The sum of the write outages of a stream after time zero of the first fault. */
export function writeOutageMeasurement(record: DrillRecord, stream: Stream): Measurement {
  const { baseline, spans, load } = timelineOf(record);
  const writes = streamWrites(record)[stream];
  const about = {
    name: `write-outage-${stream}`,
    title: `Write outage (${stream}), in sum`,
    unit: 'ms' as const,
  };
  const zeroMs = spans[0]?.zeroMs;
  if (zeroMs === undefined || !load || writes.rows.length === 0) {
    return { ...about, value: null, atLeast: false, resolution: null, how: whyNot(record, stream) };
  }
  const own = outagesOf(record).filter((outage) => outage.stream === stream && outage.endedAtMs > zeroMs);
  const value = own.reduce((sum, outage) => sum + outage.endedAtMs - Math.max(outage.startedAtMs, zeroMs), 0);
  const gapMs = outageThresholdMs(record, writes, baseline);
  const resolution = sumResolution(record, stream, own, gapMs);
  const life = streamLife(record, stream);
  const inRecovery = own.filter(
    (outage) => life && causeOf(outage, life.causes, life.thresholdMs)?.fault === null,
  ).length;
  const how = [
    own.length === 0
      ? 'no write outage'
      : own.length === 1
        ? '1 write outage'
        : `${own.length} write outages`,
    `gaps up to ${formatMs(gapMs)} (up to ${formatMs(Math.max(hiccupMs, gapMs))} away from a fault) are not told from noise`,
    `resolution ${resolution.how}`,
    ...(inRecovery > 0 ? [`${inRecovery} of them began during the recovery and are in no RTO`] : []),
  ].join('; ');
  return { ...about, value, atLeast: own.some((outage) => outage.open), resolution: resolution.ms, how };
}

function describe(rto: Rto): string {
  const span = formatMs(rto.valueMs);
  const later = rto.fromMs > rto.zeroMs;
  if (rto.act) return `the cluster did not end it by itself: ${untilTheAct(rto, rto.act)}`;
  if (rto.backAtMs === null) {
    return `not over when the load ended: no stable window of ${formatMs(stableWindowMs)} was seen, observed for ${span}`;
  }
  if (later)
    return `writes were stable at first; it counts from the last acknowledgement before they failed, ${formatMs(rto.fromMs - rto.zeroMs)} after time zero, to the first acknowledged write of a stable window`;
  if (rto.outages.length > 0) return 'time zero to the first acknowledged write of a stable window';
  return `no write outage: the first write after time zero that began a stable window was acknowledged after ${span}`;
}

/** What ended an RTO in place of the cluster, and when writes were back. */
function untilTheAct({ valueMs, backAtMs }: Rto, act: HarnessAct): string {
  const back =
    backAtMs === null ? 'were not back then either' : `came back ${formatMs(backAtMs - act.atMs)} later`;
  return `after ${formatMs(valueMs)} the harness ${act.text}, and writes ${back}`;
}

function resolutionOf(record: DrillRecord, stream: Stream, rto: Rto): Resolution {
  const gapMs = outageThresholdMs(record, streamWrites(record)[stream], timelineOf(record).baseline);
  return rtoResolution(record, stream, rto, gapMs);
}

function whyNot(record: DrillRecord, stream: Stream): string {
  if (timelineOf(record).spans.length === 0) return 'not measured: no fault has a time zero';
  if (streamWrites(record)[stream].rows.length === 0)
    return `not measured: the ${stream} stream has no writes`;
  return 'not measured: the load ended before time zero';
}
