/**
 * Brown-outs: spans in which some writes of a stream failed, or were acknowledged late, while others were in time; as where a pool
 * keeps a few connections to a server that refuses writes, or a server that is short of something answers after seconds.
 *
 * Definition: a write counts that was due after the baseline and failed or was late, was neither in flight in an outage of its
 * stream nor in the RTO of a fault (those are measured there), and where of the writes that were due in the second that it ends,
 * or in the one that it begins, a larger share counts than the scenario's `baseline.maxErrors`. Late is what was acknowledged
 * later than a second after it was due (availability.ts: not in time), and than the scenario's `baseline.maxLatency`. Such
 * writes, each due within a second of the one before, are a brown-out when the first and the last are at least 3 s apart:
 * shorter ones show in the counts of errors and in the latency, and decide nothing.
 * Of the service stream only refusals count, answers within the deadline of a probe that it is not done: that a probe of a
 * quarter of a second found no answer says that the answer was slow, and an ordinary client would have had it.
 * Clock: the harness's, of scheduled arrivals. Resolution: one period of the stream at each end.
 * Censoring: what was in flight when the load ended says nothing. Bias: too short by the time between two writes that count.
 */
import type { DrillRecord } from '../../history/record.ts';
import { streams } from '../../history/schema.ts';
import { attemptsOf } from './attempts.ts';
import { inTimeMs } from './availability.ts';
import { oncePerRecord } from './once-per-record.ts';
import { circumstances } from './outages.ts';
import { absencesOf, type StreamLife, stableWindowMs, streamLife } from './rto.ts';
import { lastAtOrBelow } from './sorted.ts';
import { okIndex } from './stream-writes.ts';
import { timelineOf } from './timeline.ts';
import type { Outage } from './types.ts';

/** Writes that count and are further apart than this are of two spans (ms). */
const apartMs = 1000;
/** The deadline of a probe in records that do not say it (ms). */
const usualProbeDeadlineMs = 250;

/** So many of the writes that were due from `startedAtMs` to `endedAtMs` failed, and so many were late. */
export type BrownOut = Pick<Outage, 'stream' | 'startedAtMs' | 'endedAtMs' | 'phase' | 'after'> & {
  readonly failed: number;
  readonly late: number;
  readonly due: number;
  /** A write that took longer is late (ms). */
  readonly lateAfterMs: number;
  /** Whether it lasted to the end of the load. */
  readonly open: boolean;
};

/** A write that failed or was late, and when it was due (ms). */
type Missed = { readonly dueMs: number; readonly late: boolean };

/** From when the first to when the last of so many was due (ms). */
type MissedSpan = { fromMs: number; toMs: number; failed: number; late: number };

/** The brown-outs of both streams, the longest first. */
export const brownOutsOf: (record: DrillRecord) => readonly BrownOut[] = oncePerRecord((record) =>
  streams
    .flatMap((stream) => {
      const life = streamLife(record, stream);
      if (!life) return [];
      const { maxErrors = 1 } = record.manifest.scenario.baseline;
      const spans = spansOf(life, missedIn(record, life), maxErrors);
      return spans.map((span) => told(record, life, span));
    })
    .sort((a, b) => brownOutMs(b) - brownOutMs(a)),
);

/** How long it lasted (ms). */
export function brownOutMs({ startedAtMs, endedAtMs }: Pick<BrownOut, 'startedAtMs' | 'endedAtMs'>): number {
  return endedAtMs - startedAtMs;
}

function told(record: DrillRecord, life: StreamLife, { fromMs, toMs, failed, late }: MissedSpan): BrownOut {
  const { writes, load, thresholdMs } = life;
  const outage = { startedAtMs: fromMs, endedAtMs: toMs };
  return {
    stream: writes.stream,
    ...outage,
    failed,
    late,
    // The first is one of them.
    due: dueUpTo(life, fromMs, toMs) + 1,
    open: load.toMs - toMs <= apartMs,
    lateAfterMs: lateAfterMs(record),
    ...circumstances(record, outage, thresholdMs),
  };
}

function lateAfterMs({ manifest }: DrillRecord): number {
  return Math.max(inTimeMs, manifest.scenario.baseline.maxLatency ?? 0);
}

/** The writes that count, in the order in which they were due. */
function missedIn(record: DrillRecord, life: StreamLife): Missed[] {
  const { spans, baseline } = timelineOf(record);
  const { writes, operations, load } = life;
  const fromMs = baseline?.toMs ?? spans[0]?.zeroMs ?? Number.POSITIVE_INFINITY;
  const measured = [
    ...life.outages.map(({ startedAtMs, endedAtMs }) => ({ fromMs: startedAtMs, toMs: endedAtMs })),
    ...spans.flatMap((span) =>
      absencesOf(life, span).map((one) => ({ fromMs: one.fromMs, toMs: one.backAtMs ?? load.toMs })),
    ),
  ];
  const deadlineMs = record.manifest.scenario.workload.probeDeadline ?? usualProbeDeadlineMs;
  const afterMs = lateAfterMs(record);
  const { tried } = attemptsOf(record)[writes.stream];
  const found: Missed[] = [];
  for (let index = 0; index < writes.rows.length; index += 1) {
    const row = writes.rows.at(index);
    const dueMs = operations.scheduledAtMs.at(row);
    const endedAtMs = operations.endedAtMs.at(row);
    const late = operations.outcome[row] === okIndex;
    if (dueMs < fromMs || endedAtMs >= load.toMs || (late && endedAtMs - dueMs <= afterMs)) continue;
    const isRefused = tried(index) && endedAtMs - operations.startedAtMs.at(row) < deadlineMs;
    if (writes.stream === 'service' && (late || !isRefused)) continue;
    if (measured.some((span) => dueMs < span.toMs && endedAtMs > span.fromMs)) continue;
    found.push({ dueMs, late });
  }
  return found;
}

/** How many writes were due in (from, to]. */
function dueUpTo({ writes }: StreamLife, fromMs: number, toMs: number): number {
  return Math.max(lastAtOrBelow(writes.dueAtMs, toMs) - lastAtOrBelow(writes.dueAtMs, fromMs), 0);
}

function spansOf(life: StreamLife, missed: readonly Missed[], maxErrors: number): MissedSpan[] {
  const spans: MissedSpan[] = [];
  const allMs = missed.map(({ dueMs }) => dueMs);
  for (const { dueMs, late } of missed) {
    const seconds = [dueMs, dueMs + apartMs - life.writes.periodMs / 2];
    const isMore = seconds.some((toMs) => {
      const count = lastAtOrBelow(allMs, toMs) - lastAtOrBelow(allMs, toMs - apartMs);
      return count > maxErrors * dueUpTo(life, toMs - apartMs, toMs);
    });
    if (!isMore) continue;
    let last = spans.at(-1);
    if (!last || dueMs - last.toMs > apartMs) {
      last = { fromMs: dueMs, toMs: dueMs, failed: 0, late: 0 };
      spans.push(last);
    }
    last.toMs = dueMs;
    if (late) last.late += 1;
    else last.failed += 1;
  }
  return spans.filter(({ fromMs, toMs }) => toMs - fromMs >= stableWindowMs);
}
