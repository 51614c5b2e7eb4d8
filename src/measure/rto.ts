/**
 * Recovery time objective: how long a fault kept writes away.
 *
 * Definition: from the fault's time zero to the first acknowledged write, invoked after time zero, that begins a
 * stable window: for 3 s no outage, and at least 95 % of the writes that were due are acknowledged (at whatever
 * latency). Where writes come back and fail again, it runs to the end of the last outage that began before the
 * next fault, or else before recovery began. An outage that lies across that boundary belongs to what comes after
 * it when its part before is too short to be an outage. Measured for each fault; the headline is the worst.
 * Clock: the harness's, at which answers arrived; time zero is the earliest instant of effect.
 * Resolution: one arrival period, the harness's own lateness (p99), and the bound on the error of clocks.
 * Censoring: where no stable window began before the end of load, the observed span, as "at least". Where one
 * began but the load ended before it was 3 s old, the time to its beginning, as "at least".
 * Bias: too long by up to one period and one latency. An outage that has nothing to do with the fault but overlaps
 * its span is put down to it.
 */
import type { DrillRecord } from '../history/record.ts';
import type { Stream } from '../history/schema.ts';
import { outagesOf, outageThresholdMs } from './outages.ts';
import { countWithin, lowerBound } from './sorted.ts';
import { type StreamWrites, streamWrites } from './stream-writes.ts';
import { type FaultSpan, type Span, timelineOf } from './timeline.ts';
import type { FaultResult, Outage } from './types.ts';

/** Writes must be well for this long before they count as back (ms). */
export const stableWindowMs = 3000;
const stableShare = 0.95;

/** What one fault did to one stream. */
export type Rto = {
  readonly fault: FaultResult;
  readonly zeroMs: number;
  readonly valueMs: number;
  readonly atLeast: boolean;
  /** The acknowledgement that ends it; null when none did. */
  readonly backAtMs: number | null;
  /** The outages that are put down to the fault. */
  readonly outages: readonly Outage[];
};

/** The RTO of each fault that was proved in force, ascending by time zero. */
export function rtosOf(record: DrillRecord, stream: Stream): Rto[] {
  const { load, spans, baseline } = timelineOf(record);
  const writes = streamWrites(record)[stream];
  if (!load || writes.rows.length === 0) return [];
  const outages = outagesOf(record).filter((outage) => outage.stream === stream);
  const thresholdMs = outageThresholdMs(writes, baseline);
  return spans
    .filter((span) => span.zeroMs <= load.toMs)
    .map((span) => {
      const endMs = span.endMs < load.toMs ? span.endMs - thresholdMs : span.endMs;
      return rtoOf(writes, outages, { ...span, endMs: Math.max(span.zeroMs, endMs) }, load);
    });
}

/** The worst: the longest, and if several are, one that is censored. */
export function worstRto(rtos: readonly Rto[]): Rto | undefined {
  return rtos.toSorted((a, b) => b.valueMs - a.valueMs || Number(b.atLeast) - Number(a.atLeast))[0];
}

/** The RTO of one fault for one stream, from the stream's outages. Those that began before `span.endMs` are its own. */
export function rtoOf(writes: StreamWrites, outages: readonly Outage[], span: FaultSpan, load: Span): Rto {
  const { zeroMs } = span;
  const own = outages.filter((outage) => outage.endedAtMs > zeroMs && outage.startedAtMs <= span.endMs);
  const about = { fault: span.fault, zeroMs, outages: own };
  const censored = (toMs: number): Rto => {
    return { ...about, valueMs: toMs - zeroMs, atLeast: true, backAtMs: null };
  };
  if (own.some((outage) => outage.open)) return censored(load.toMs);
  const notBeforeMs = Math.max(zeroMs, ...own.map((outage) => outage.endedAtMs));
  let unprovedMs: number | undefined;
  for (let at = lowerBound(writes.ackAtMs, notBeforeMs); at < writes.ackAtMs.length; at += 1) {
    const ackMs = writes.ackAtMs[at] ?? 0;
    if (ackMs >= load.toMs) break;
    if ((writes.ackStartedAtMs[at] ?? 0) < zeroMs) continue;
    const fullMs = ackMs + stableWindowMs;
    const endMs = ackMs < span.endMs && span.endMs < load.toMs ? Math.min(fullMs, span.endMs) : fullMs;
    const window = { fromMs: ackMs, toMs: Math.min(endMs, load.toMs) };
    if (!isStable(writes, outages, window)) continue;
    if (endMs <= load.toMs) return { ...about, valueMs: ackMs - zeroMs, atLeast: false, backAtMs: ackMs };
    unprovedMs ??= ackMs;
  }
  return censored(unprovedMs ?? load.toMs);
}

function isStable(writes: StreamWrites, outages: readonly Outage[], { fromMs, toMs }: Span): boolean {
  const due = countWithin(writes.dueAtMs, fromMs, toMs);
  const acknowledged = countWithin(writes.acknowledgedDueAtMs, fromMs, toMs);
  if (due === 0 || acknowledged < stableShare * due) return false;
  return !outages.some((outage) => outage.startedAtMs < toMs && outage.endedAtMs > fromMs);
}
