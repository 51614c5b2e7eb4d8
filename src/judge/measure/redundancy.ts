/**
 * Time to full redundancy.
 *
 * Definition: from time zero of the first fault to the earliest look at the cluster from which on every look until the
 * end of the drill says that it is fully redundant (`redundancy/state.ts` says what that is); 0 when no look ever said
 * otherwise. It does not depend on when the recovery began, nor on when the harness asked for it.
 * Clock: the harness's. Resolution: the sample period of the nodes, or of the services where that is longer.
 * Censoring: where the end of the drill does not say so, or the harness's own last word does not agree, the span to the
 * end, as "at least".
 * Bias: a loss shorter than the resolution is not seen; a replica that is behind by less than 2 s counts as up to date.
 */

import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { serviceLookSchema } from '../../history/service-look.ts';
import { type RedundancyOverTime, redundancyOverTime } from './redundancy/over-time.ts';
import { samplePeriodMs } from './sample-period.ts';
import type { Measurement } from './types.ts';

export function redundancyMeasurement(record: DrillRecord): Measurement {
  const about = { name: 'time-to-redundancy', title: 'Time to full redundancy', unit: 'ms' as const };
  const judged = redundancyOverTime(record);
  if ('because' in judged) {
    const how = `not measured: ${judged.because}`;
    return { ...about, value: null, atLeast: false, resolution: null, how };
  }
  const resolution = resolutionOf(record);
  const { zeroMs, endMs, backAtMs } = judged;
  const how = [
    backAtMs === null ? `not restored: ${whyMissing(judged)}` : howBack(judged, backAtMs),
    `resolution: one look${resolution === null ? ', period unknown' : ` (${formatMs(resolution)})`}`,
    ...(judged.withServices
      ? []
      : ['manager and proxy were not looked at in this record: it is about the nodes only']),
  ].join('; ');
  if (backAtMs !== null) return { ...about, value: backAtMs - zeroMs, atLeast: false, resolution, how };
  const value = Math.max(0, endMs - zeroMs);
  return { ...about, value, atLeast: true, resolution, how, because: whyMissing(judged) };
}

function howBack({ looks, lastMissing, zeroMs }: RedundancyOverTime, backAtMs: number): string {
  if (lastMissing === null) return `never lost: each of ${looks} looks from time zero to the end says so`;
  const span = formatMs(backAtMs - zeroMs);
  return `every look from ${span} after time zero to the end says so; the last that did not: ${lastMissing.reasons.join('; ')}`;
}

function whyMissing({ sinceMs, zeroMs, lastWord, lastMissing }: RedundancyOverTime): string {
  if (sinceMs === null) {
    const atEnd = lastMissing?.reasons.join('; ') ?? '';
    if (lastWord?.type === 'redundancy-restored') return `the harness said that it was back, but ${atEnd}`;
    // A node that happens not to answer at the end hides why it was missing all the time.
    return lastWord && !lastWord.text.endsWith(atEnd) ? `${atEnd}; and before: ${lastWord.text}` : atEnd;
  }
  if (!lastWord) return 'the record ends before the last word of the recovery';
  const span = formatMs(sinceMs - zeroMs);
  return `the looks say that it is back from ${span} on, but the last word of the recovery was: ${lastWord.text}`;
}

/** The longest of the periods at which nodes and services are asked (ms); null where nothing tells. */
function resolutionOf(record: DrillRecord): number | null {
  const ofNodes = samplePeriodMs(record);
  if (ofNodes === null) return null;
  const ofServices = record.events
    .filter(({ type }) => type === 'service-seen')
    .flatMap(({ data }) => serviceLookSchema.safeParse(data).data?.everyMs ?? []);
  return Math.max(ofNodes, ...ofServices);
}
