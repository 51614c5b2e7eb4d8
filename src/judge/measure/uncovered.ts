/**
 * Write outages that users saw and that no objective of the scenario covers.
 *
 * Definition: an outage of either stream after the baseline is covered by an objective of its stream for
 * `write-outage` or `availability` where it began after the first time zero; by one for `rto` where it began in an
 * absence that a fault made; by the `rto` objective of the other stream where its own RTO is within that target; and by
 * `time-to-restore` where it began in the recovery before the restored data was in service. The last acknowledgement
 * comes some time before what takes writes away: one that began a pause before (attribution.ts) began with it. An outage
 * that was under way before is measured by nobody in full.
 * Judgement: by default nobody allowed it. One that is longer than the target of an RTO fails; a shorter one is
 * inconclusive, since no objective says how much the users may bear then. One of less than a second is told and decides
 * nothing: a write that is answered within a second counts as in time (see availability.ts).
 */

import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { type Stream, streams } from '../../history/schema.ts';
import { recoveryStartMs } from './acts.ts';
import { hiccupMs } from './attribution.ts';
import { parseTarget } from './objectives.ts';
import { outagesOf, outageThresholdMs } from './outages.ts';
import { absencesOf, type Rto, rtosOf, streamLife, worstRto } from './rto.ts';
import { streamWrites } from './stream-writes.ts';
import { firstEvent, timelineOf } from './timeline.ts';
import type { ObjectiveResult, Outage } from './types.ts';

/** The name under which the judgement stands among the objectives. */
export const uncoveredOutage = 'uncovered-outage';

/** Shorter ones are told and decide nothing (ms). */
const leastMs = 1000;

/** The outages after the baseline that no objective covers, the longest first. */
export function uncoveredOutages(record: DrillRecord): Outage[] {
  const fromMs = timelineOf(record).baseline?.toMs ?? timelineOf(record).spans[0]?.zeroMs;
  if (fromMs === undefined) return [];
  return streams
    .flatMap((stream) => {
      const isCovered = covering(record, stream);
      return outagesOf(record).filter(
        (outage) => outage.stream === stream && outage.endedAtMs > fromMs && !isCovered(outage),
      );
    })
    .sort((a, b) => lengthOf(b) - lengthOf(a));
}

/** The judgement of the longest of them, as an objective that nobody wrote; null where all are covered. */
export function judgeUncovered(record: DrillRecord): ObjectiveResult | null {
  const found = uncoveredOutages(record);
  const [longest] = found;
  if (!longest) return null;
  const ms = lengthOf(longest);
  const targetMs = leastRtoTargetMs(record);
  const others = found.length === 1 ? '' : `; ${found.length - 1} more of them`;
  return {
    measure: uncoveredOutage,
    title: 'Longest write outage that no objective covers',
    target: 'none',
    actual: `${longest.open ? 'at least ' : ''}${formatMs(ms)} (${longest.stream}, ${whenOf(longest)})`,
    margin: null,
    ...verdictOn(longest, targetMs, others),
  };
}

function verdictOn(
  longest: Outage,
  targetMs: number,
  others: string,
): Pick<ObjectiveResult, 'verdict' | 'reason'> {
  const ms = lengthOf(longest);
  if (ms > targetMs) {
    const reason = `users were out for longer than the target of the RTO (${formatMs(targetMs)}), at another time${others}`;
    return { verdict: 'fail', reason };
  }
  if (ms < leastMs && !longest.open) {
    return { verdict: 'pass', reason: `less than ${formatMs(leastMs)}: told, and no more${others}` };
  }
  const reason = `no objective says how long users may be out then: write-outage-${longest.stream} does${others}`;
  return { verdict: 'inconclusive', reason };
}

/** When an outage began, in words that follow a comma. */
export function whenOf({ phase, after }: Pick<Outage, 'phase' | 'after'>): string {
  const where = phase === undefined ? [] : [`in the phase ${phase}`];
  return [...where, ...(after === undefined ? ['before all faults'] : [after])].join(', ');
}

function lengthOf({ startedAtMs, endedAtMs }: Outage): number {
  return endedAtMs - startedAtMs;
}

function covering(record: DrillRecord, stream: Stream): (outage: Outage) => boolean {
  const { objectives } = record.manifest.scenario;
  const firstZeroMs = timelineOf(record).spans[0]?.zeroMs ?? Number.POSITIVE_INFINITY;
  const allFromMs =
    (objectives[`write-outage-${stream}`] ?? objectives[`availability-${stream}`]) ? firstZeroMs : Infinity;
  const absences = isRtoJudged(record, stream) ? faultAbsences(record, stream) : [];
  const restored = objectives['time-to-restore'] ? restoreSpan(record) : null;
  const thresholdMs = outageThresholdMs(record, streamWrites(record)[stream], timelineOf(record).baseline);
  const pauseMs = Math.max(thresholdMs, hiccupMs);
  return (outage) =>
    outage.startedAtMs >= allFromMs - pauseMs ||
    absences.some(
      ({ outages, fromMs }) => outages.includes(outage) && outage.startedAtMs >= fromMs - pauseMs,
    ) ||
    (restored !== null && outage.startedAtMs >= restored.fromMs && outage.startedAtMs < restored.toMs);
}

/**
 * Whether an objective speaks for the RTO of a stream: its own; or the other one's where this RTO is within that target,
 * or where the other one's is not met either, so that the drill does not pass anyhow.
 */
function isRtoJudged(record: DrillRecord, stream: Stream): boolean {
  return streams.some((other) => {
    const targetMs = rtoTargetMs(record, other);
    if (targetMs === undefined || other === stream) return targetMs !== undefined;
    return isWithin(record, stream, targetMs) || !isWithin(record, other, targetMs);
  });
}

function isWithin(record: DrillRecord, stream: Stream, targetMs: number): boolean {
  const worst = worstRto(rtosOf(record, stream));
  return worst !== undefined && !worst.atLeast && worst.valueMs <= targetMs;
}

/** The least target of an RTO (ms); infinite where there is none. */
export function leastRtoTargetMs(record: DrillRecord): number {
  return Math.min(...streams.map((stream) => rtoTargetMs(record, stream) ?? Number.POSITIVE_INFINITY));
}

/** Undefined where there is none, or none that can be read: `judgeObjectives` tells that. */
export function rtoTargetMs({ manifest }: DrillRecord, stream: Stream): number | undefined {
  const text = manifest.scenario.objectives[`rto-${stream}`];
  if (text === undefined) return undefined;
  try {
    return parseTarget(`rto-${stream}`, text).value;
  } catch {
    return undefined;
  }
}

function faultAbsences(record: DrillRecord, stream: Stream): Rto[] {
  const life = streamLife(record, stream);
  return life ? timelineOf(record).spans.flatMap((span) => absencesOf(life, span)) : [];
}

function restoreSpan({ events }: DrillRecord): { fromMs: number; toMs: number } | null {
  const fromMs = recoveryStartMs(events);
  if (fromMs === undefined) return null;
  return { fromMs, toMs: firstEvent(events, 'data-restored', fromMs)?.atMs ?? Number.POSITIVE_INFINITY };
}
