/**
 * How far a measured time may be from the truth: the resolution that is stated with it.
 *
 * An outage is measured between two acknowledgements, L before and A after it; where it truly began and ended is known
 * to a bracket each (edges.ts). So the measured length A - L is too long by no more than both brackets
 * together, and too short by no more than L may have been noticed late and A may be an answer from before. Both ends are
 * stamped by one clock, and the instant of a fault too, so no comparison of clocks has a part in it.
 *
 * A sum of outages has the sum of their errors. Outages that are too short to be told are none by definition; a sum
 * is never stated finer than what may hide in a gap that is not told, noticed late as it may be.
 *
 * An RTO runs from time zero, which is the earliest instant at which the fault may have begun. It truly began no later
 * than when the injecting had returned, and no later than the first outage it made: what lies between is the
 * uncertainty of time zero, and with that of the end (as for an outage) it is the resolution. Without an outage the
 * truth is anything from nothing to the longest gap that is not told.
 *
 * An outage in which no write failed and for half of which the harness itself was late need not have been one: its error
 * is its whole length.
 *
 * Where the control probe of the harness stood still across a bracket, the bracket is as wide as that standstill. An RTO whose
 * last outages the harness may have made itself, by standing still, may have ended with the last one before them that was
 * surely the service's own, or at once where there is none.
 */

import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
import { attemptsOf } from './attempts.ts';
import { endEdge, latenessWithin, seenDown, startEdge } from './edges.ts';
import { harnessTrouble, standstillsOf } from './harness-trouble.ts';
import type { Rto } from './rto.ts';
import { type Span, timelineOf } from './timeline.ts';
import type { Outage } from './types.ts';

/** A bound on the error of a time, and what it is made of. */
export type Resolution = { readonly ms: number; readonly how: string };

/** The bound on the error of the length of one outage (ms). An open one has none at its end, where the load ended. */
export function outageErrorMs(record: DrillRecord, outage: Outage): number {
  const start = startOf(record, outage);
  const end = endOf(record, outage);
  const tooLongMs = outage.endedAtMs - end.fromMs + Math.max(start.toMs - outage.startedAtMs, 0);
  const lengthMs = seenDown(attemptsOf(record)[outage.stream], outage, timelineOf(record).baseline)
    ? 0
    : outage.endedAtMs - outage.startedAtMs;
  const tooShortMs = outage.startedAtMs - start.fromMs + (end.toMs - outage.endedAtMs);
  return Math.max(tooLongMs, tooShortMs, lengthMs);
}

/** The bound on the error of the sum of some outages of a stream. `gapMs` is the longest gap that is not told as one. */
export function sumResolution(
  record: DrillRecord,
  stream: Stream,
  outages: readonly Outage[],
  gapMs: number,
): Resolution {
  const sumMs = outages.reduce((sum, outage) => sum + outageErrorMs(record, outage), 0);
  const fromMs = timelineOf(record).spans[0]?.zeroMs ?? 0;
  const ms = Math.max(sumMs, hiddenMs(record, stream, fromMs, gapMs));
  const of =
    outages.length === 1 ? 'the error of the outage' : `the errors of ${outages.length} outages, in sum`;
  return { ms, how: outages.length === 0 ? formatMs(ms) : `${formatMs(ms)} (${of}: ${formatMs(sumMs)})` };
}

/** The bound on the error of an RTO. `gapMs` is the longest gap that is not told as an outage. */
export function rtoResolution(record: DrillRecord, stream: Stream, rto: Rto, gapMs: number): Resolution {
  const first = rto.outages[0];
  if (!first) {
    const ms = Math.max(rto.atLeast ? 0 : rto.valueMs, hiddenMs(record, stream, rto.zeroMs, gapMs));
    return { ms, how: `${formatMs(ms)} (a shorter outage is not told from noise)` };
  }
  // Where writes were stable after the fault, it counts from an acknowledgement, not from the fault.
  const injectedMs = rto.fromMs > rto.zeroMs ? Number.POSITIVE_INFINITY : injectedAtMs(record, rto);
  const beganMs = Math.max(Math.min(injectedMs, startOf(record, first).toMs) - rto.fromMs, 0);
  const last = latest(rto.outages) ?? first;
  const ended = { ...last, stream, endedAtMs: rto.backAtMs ?? last.endedAtMs };
  const sure = latest(rto.outages.filter((outage) => isSure(record, outage)));
  const surelyOutMs = sure === last ? endOf(record, ended).fromMs : sure && endOf(record, sure).fromMs;
  const endMs = Math.max(
    ended.endedAtMs - (surelyOutMs ?? rto.fromMs),
    endOf(record, ended).toMs - ended.endedAtMs,
  );
  const parts = `${rto.fromMs > rto.zeroMs ? 'its beginning' : 'time zero'} ${formatMs(beganMs)}, first acknowledgement ${formatMs(endMs)}`;
  return { ms: beganMs + endMs, how: `${formatMs(beganMs + endMs)} (${parts})` };
}

function latest(outages: readonly Outage[]): Outage | undefined {
  return outages.toSorted((a, b) => b.endedAtMs - a.endedAtMs)[0];
}

/** Whether the service was surely out: an outage that the harness may have made itself, by standing still, need not be one. */
function isSure(record: DrillRecord, outage: Outage): boolean {
  const { startedAtMs: fromMs, endedAtMs: toMs } = outage;
  const { inconclusive } = harnessTrouble(record, { fromMs, toMs });
  return (
    inconclusive === null && seenDown(attemptsOf(record)[outage.stream], outage, timelineOf(record).baseline)
  );
}

/** The longest outage from an instant on that may hide in a gap that is not told: of that length, noticed late. */
function hiddenMs(record: DrillRecord, stream: Stream, fromMs: number, gapMs: number): number {
  const attempts = attemptsOf(record)[stream];
  const until = { fromMs: fromMs - attempts.periodMs, toMs: timelineOf(record).load?.toMs ?? fromMs };
  return gapMs + attempts.periodMs + latenessWithin(attempts, until);
}

/** When an outage began, within the bracket that the record allows. */
export function startOf(record: DrillRecord, outage: Outage): Span {
  const edge = startEdge(attemptsOf(record)[outage.stream], outage, timelineOf(record).baseline);
  return widened(edge, standstillsOf(record));
}

/** When an outage was over, within the bracket that the record allows. */
export function endOf(record: DrillRecord, outage: Outage): Span {
  if (outage.open) return { fromMs: outage.endedAtMs, toMs: outage.endedAtMs };
  const begunMs = startOf(record, outage).toMs;
  const edge = endEdge(attemptsOf(record)[outage.stream], outage, timelineOf(record).baseline, begunMs);
  return widened(edge, standstillsOf(record));
}

function widened(edge: Span, standstills: readonly Span[]): Span {
  const across = standstills.filter(({ fromMs, toMs }) => fromMs < edge.toMs && toMs > edge.fromMs);
  return {
    fromMs: Math.min(edge.fromMs, ...across.map(({ fromMs }) => fromMs)),
    toMs: Math.max(edge.toMs, ...across.map(({ toMs }) => toMs)),
  };
}

/** When the injecting of the fault had returned: it was in force by then. */
function injectedAtMs({ events }: DrillRecord, { fault }: Rto): number {
  const inForce = events.find(
    ({ type, data }) =>
      type === 'fault-in-force' && data?.step === fault.step && (data.turn ?? 0) === fault.turn,
  );
  const doneAtMs = inForce?.data?.doneAtMs;
  return typeof doneAtMs === 'number' ? doneAtMs : (inForce?.atMs ?? Number.POSITIVE_INFINITY);
}
