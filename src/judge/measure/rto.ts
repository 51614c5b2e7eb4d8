/**
 * Recovery time objective: how long a fault kept writes away.
 *
 * Definition: from the fault's time zero to the first acknowledged write, invoked after it, that begins a stable
 * window: for 3 s no outage, and at least 95 % of the writes that were due are acknowledged (at whatever latency).
 * The window ends early where the next cause strikes (another fault, or the recovery): what happens then is put down
 * to that one (see attribution.ts). Where writes were stable and failed again before the next cause, that absence is
 * measured by itself, from the last acknowledgement before it; the RTO of the fault is its longest absence. Measured
 * for each fault; the headline is the worst.
 * Whose recovery: only the cluster's own. Where the harness acted before writes were back (healed, started something
 * again, took an operator's step) and the scenario does not say that it waits for that, the RTO is "at least" the
 * time until the harness began to act.
 * Clock: the harness's, at which answers arrived; time zero is the earliest instant of effect.
 * Resolution: the uncertainty of time zero and of the end; see resolution.ts.
 * Censoring: where no stable window began before the end of load, the observed span, as "at least". Where one
 * began but the load ended before it was 3 s old, the time to its beginning, as "at least".
 * Bias: too long by up to one period and one latency. A fault that strikes while writes are out has the rest of that
 * outage, though it may have added nothing to it.
 */
import type { DrillRecord, OperationTable } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
import { actsOf, type HarnessAct } from './acts.ts';
import { causeOf } from './attribution.ts';
import { outagesOf, outageThresholdMs } from './outages.ts';
import { type StreamWrites, streamWrites } from './stream-writes.ts';
import { type Cause, type FaultSpan, type Span, timelineOf } from './timeline.ts';
import type { FaultResult, Outage } from './types.ts';

/** Writes must be well for this long before they count as back (ms). */
export const stableWindowMs = 3000;
const stableShare = 0.95;
/**
 * A window that the next cause cuts shorter than this proves nothing by itself (ms): where some writes fail all the
 * time, a short lucky run is no return. Right at the end of an outage it does: all failed before, none after.
 */
const leastWindowMs = 1000;

/** A span in which one fault kept writes of one stream away. */
export type Rto = {
  readonly fault: FaultResult;
  /** From when it counts: time zero, or where writes were stable after it, the last acknowledgement before they failed. */
  readonly fromMs: number;
  readonly zeroMs: number;
  readonly valueMs: number;
  readonly atLeast: boolean;
  /** The acknowledgement that begins the stable window; null when none did. */
  readonly backAtMs: number | null;
  /** The act of the harness before which writes were not back; null where the cluster did it by itself. */
  readonly act: HarnessAct | null;
  /** The outages in it. */
  readonly outages: readonly Outage[];
};

/** What one stream went through: all that an RTO is found from. */
export type StreamLife = {
  readonly writes: StreamWrites;
  readonly operations: OperationTable;
  /** Of this stream, ascending. */
  readonly outages: readonly Outage[];
  readonly causes: readonly Cause[];
  readonly acts: readonly HarnessAct[];
  readonly load: Span;
  /** Gaps up to this are no outages (ms). */
  readonly thresholdMs: number;
};

/** What a stream of a record went through; null where it has no writes. */
export function streamLife(record: DrillRecord, stream: Stream): StreamLife | null {
  const { load, causes, baseline } = timelineOf(record);
  const writes = streamWrites(record)[stream];
  if (!load || writes.rows.length === 0) return null;
  return {
    writes,
    operations: record.operations,
    outages: outagesOf(record).filter((outage) => outage.stream === stream),
    causes,
    acts: actsOf(record),
    load,
    thresholdMs: outageThresholdMs(record, writes, baseline),
  };
}

/** The RTO of each fault that was proved in force while the load ran, ascending by time zero. */
export function rtosOf(record: DrillRecord, stream: Stream): Rto[] {
  const life = streamLife(record, stream);
  if (!life) return [];
  const { spans } = timelineOf(record);
  return spans.filter((span) => span.zeroMs <= life.load.toMs).map((span) => rtoOf(life, span));
}

/** The worst: the longest, and if several are, one that is censored. */
export function worstRto(rtos: readonly Rto[]): Rto | undefined {
  return rtos.toSorted((a, b) => b.valueMs - a.valueMs || Number(b.atLeast) - Number(a.atLeast))[0];
}

/** The RTO of one fault for one stream: the longest of its absences, censored when one of them is. */
export function rtoOf(life: StreamLife, span: FaultSpan): Rto {
  const absences = absencesOf(life, span);
  const worst = worstRto(absences) ?? absence(life, span, span.zeroMs);
  return absences.some(({ atLeast }) => atLeast) ? { ...worst, atLeast: true } : worst;
}

/** Each span in which the fault kept writes away, ascending: the one from time zero on, then any later ones. */
export function absencesOf(life: StreamLife, span: FaultSpan): Rto[] {
  const own = life.outages.filter(
    (outage) => causeOf(outage, life.causes, life.thresholdMs)?.fault === span.fault,
  );
  const absences = [absence(life, span, span.zeroMs)];
  for (const outage of own) {
    const last = absences.at(-1);
    const seenToMs = last?.backAtMs ?? Number.POSITIVE_INFINITY;
    if (outage.startedAtMs >= seenToMs) absences.push(absence(life, span, outage.startedAtMs));
  }
  return absences;
}

/** From an instant to the first acknowledged write, invoked after it, that begins a stable window. */
function absence(life: StreamLife, { fault, zeroMs }: FaultSpan, fromMs: number): Rto {
  const { writes, operations, load } = life;
  const cutMs = cutAfter(life, fromMs);
  let unprovedMs: number | null = null;
  let backAtMs: number | null = null;
  let triedMs = Number.NEGATIVE_INFINITY;
  for (const row of writes.acknowledgedFrom(fromMs)) {
    const ackMs = operations.endedAtMs.at(row);
    if (ackMs >= load.toMs || backAtMs !== null) break;
    if (operations.startedAtMs.at(row) < fromMs) continue;
    const endMs = Math.min(ackMs + stableWindowMs, cutMs(ackMs));
    const isFirst = triedMs < fromMs || endsOutage(life, triedMs, ackMs);
    triedMs = ackMs;
    if (!isStable(life, { fromMs: ackMs, toMs: Math.min(endMs, load.toMs) }, isFirst)) continue;
    if (endMs <= load.toMs) backAtMs = ackMs;
    else unprovedMs ??= ackMs;
  }
  const seenToMs = backAtMs ?? unprovedMs ?? load.toMs;
  const act = life.acts.find(({ atMs, awaited }) => !awaited && atMs >= fromMs && atMs < seenToMs) ?? null;
  return {
    fault,
    fromMs,
    zeroMs,
    valueMs: (act?.atMs ?? seenToMs) - fromMs,
    atLeast: act !== null || backAtMs === null,
    backAtMs,
    act,
    outages: life.outages.filter(
      ({ startedAtMs, endedAtMs }) => endedAtMs > fromMs && startedAtMs < seenToMs,
    ),
  };
}

/**
 * Where a window that begins with an acknowledgement must end, because what comes is put down to the next cause: with
 * the last acknowledgement before that cause's outage, or with the cause itself where it makes none at once.
 */
function cutAfter({ outages, causes, thresholdMs }: StreamLife, fromMs: number): (ackMs: number) => number {
  const cuts = causes
    .filter(({ atMs }) => atMs > fromMs)
    .map((cause) => {
      const made = outages.find(
        (one) => one.startedAtMs <= cause.atMs && causeOf(one, causes, thresholdMs) === cause,
      );
      return { atMs: cause.atMs, cutMs: Math.min(cause.atMs, made?.startedAtMs ?? cause.atMs) };
    });
  return (ackMs) =>
    cuts.find(({ atMs, cutMs }) => atMs > ackMs && cutMs >= ackMs)?.cutMs ?? Number.POSITIVE_INFINITY;
}

/** Whether an outage ended after one acknowledgement and not after another. */
function endsOutage({ outages }: StreamLife, beforeMs: number, ackMs: number): boolean {
  return outages.some(({ endedAtMs }) => endedAtMs > beforeMs && endedAtMs <= ackMs);
}

/** `isFirst` where the window begins with the first acknowledgement that counts after an outage or the start. */
function isStable(life: StreamLife, { fromMs, toMs }: Span, isFirst: boolean): boolean {
  const { writes, outages, thresholdMs } = life;
  const hasOutage = outages.some((outage) => outage.startedAtMs < toMs && outage.endedAtMs > fromMs);
  if (hasOutage) return false;
  const length = toMs - fromMs;
  if (length < leastWindowMs && !isFirst) return false;
  // In less than that a missing acknowledgement cannot be told from noise.
  if (length <= thresholdMs && length < leastWindowMs) return true;
  const due = writes.due(fromMs, toMs);
  const acknowledged = writes.acknowledged(fromMs, toMs);
  return due > 0 && acknowledged >= stableShare * due;
}
