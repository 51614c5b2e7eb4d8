/**
 * Partial outages: spans in which some writes of a stream failed for good while others were acknowledged, as where a pool keeps
 * a few connections to a server that refuses writes, or a proxy sends a share of its clients to the wrong one.
 *
 * Definition: a failed write counts that was due after the baseline, neither in flight in an outage of its stream nor in the
 * RTO of a fault (those are measured there), where of the writes that were due in the second that it ends, or in the one that it
 * begins, a larger share failed than the scenario's `baseline.maxErrors`. Such writes, each due within a second of the one before, are a partial outage when
 * the first and the last are at least 3 s apart: shorter ones are told by the counts of errors and decide nothing.
 * Of the service stream only refusals count, answers within the deadline of a probe that it is not done: that a probe of a
 * quarter of a second found no answer says that the answer was slow, and an ordinary client would have had it.
 * Clock: the harness's, of scheduled arrivals. Resolution: one period of the stream at each end.
 * Censoring: what was in flight when the load ended says nothing. Bias: too short by the time between two failures.
 * Judgement: an objective of `availability` of the stream speaks for it. Without one it fails where it is longer than the
 * target of an RTO, since some users were out for longer than that, and is inconclusive otherwise.
 */
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { streams } from '../../history/schema.ts';
import { attemptsOf } from './attempts.ts';
import { oncePerRecord } from './once-per-record.ts';
import { circumstances } from './outages.ts';
import { absencesOf, type StreamLife, stableWindowMs, streamLife } from './rto.ts';
import { lastAtOrBelow } from './sorted.ts';
import { okIndex } from './stream-writes.ts';
import { timelineOf } from './timeline.ts';
import type { ObjectiveResult, Outage } from './types.ts';
import { leastRtoTargetMs, whenOf } from './uncovered.ts';

/** The name under which the judgement stands among the objectives. */
export const partialOutage = 'partial-outage';

/** Failed writes further apart than this are of two spans (ms). */
const apartMs = 1000;
/** The deadline of a probe in records that do not say it (ms). */
const usualProbeDeadlineMs = 250;

/** Some writes failed from `startedAtMs` to `endedAtMs`: of those due in it, so many. */
export type PartialOutage = Pick<Outage, 'stream' | 'startedAtMs' | 'endedAtMs' | 'phase' | 'after'> & {
  readonly failed: number;
  readonly due: number;
  /** Whether writes failed up to the end of the load. */
  readonly open: boolean;
};

/** From when the first to when the last of so many failed writes was due (ms). */
type FailedSpan = { fromMs: number; toMs: number; failed: number };

/** The partial outages of both streams, the longest first. */
export const partialOutagesOf: (record: DrillRecord) => readonly PartialOutage[] = oncePerRecord((record) =>
  streams
    .flatMap((stream) => {
      const life = streamLife(record, stream);
      if (!life) return [];
      const { maxErrors = 1 } = record.manifest.scenario.baseline;
      const spans = spansOf(life, failuresOf(record, life), maxErrors);
      return spans.map((span) => told(record, life, span));
    })
    .sort((a, b) => lengthOf(b) - lengthOf(a)),
);

/** The judgement of the longest that no objective speaks for, as an objective that nobody wrote; null where there is none. */
export function judgePartial(record: DrillRecord): ObjectiveResult | null {
  const { objectives } = record.manifest.scenario;
  const found = partialOutagesOf(record).filter(({ stream }) => !objectives[`availability-${stream}`]);
  const [longest] = found;
  if (!longest) return null;
  const targetMs = leastRtoTargetMs(record);
  const others = found.length === 1 ? '' : `; ${found.length - 1} more of them`;
  const isLonger = lengthOf(longest) > targetMs;
  return {
    measure: partialOutage,
    title: 'Longest span in which some writes failed',
    target: 'none',
    actual: partialText(longest),
    margin: null,
    verdict: isLonger ? 'fail' : 'inconclusive',
    reason: isLonger
      ? `some users were out for longer than the target of the RTO (${formatMs(targetMs)})${others}`
      : `no objective says how many writes may fail then: availability-${longest.stream} does${others}`,
  };
}

/**
 * What an RTO of one client comes to, which tells nothing of the writes that failed among others after it: in a partial outage
 * that is longer than its target it is missed, in a shorter one it is not proved.
 *
 * @param record in which the writes of the client are those of the application
 */
export function withPartialOutage(
  record: DrillRecord,
  objective: ObjectiveResult,
  { name, withinMs }: { readonly name: string; readonly withinMs: number },
): ObjectiveResult {
  const [longest] = partialOutagesOf(record);
  if (!longest || objective.verdict === 'fail') return objective;
  const verdict = lengthOf(longest) > withinMs ? 'fail' : 'inconclusive';
  return { ...objective, verdict, reason: partialText(longest, `writes of the client ${name}`) };
}

/** In words, such as "14 of 280 application writes failed within 7.00 s, to the end of the load (in the phase method, ...)". */
function partialText(one: PartialOutage, writes = `${one.stream} writes`): string {
  const toEnd = one.open ? ', to the end of the load' : '';
  return `${one.failed} of ${one.due} ${writes} failed within ${formatMs(lengthOf(one))}${toEnd} (${whenOf(one)})`;
}

function lengthOf({ startedAtMs, endedAtMs }: Pick<PartialOutage, 'startedAtMs' | 'endedAtMs'>): number {
  return endedAtMs - startedAtMs;
}

function told(record: DrillRecord, life: StreamLife, span: FailedSpan): PartialOutage {
  const { writes, load, thresholdMs } = life;
  const outage = { startedAtMs: span.fromMs, endedAtMs: span.toMs };
  return {
    stream: writes.stream,
    ...outage,
    failed: span.failed,
    // The first is one of them.
    due: dueUpTo(life, span.fromMs, span.toMs) + 1,
    open: load.toMs - span.toMs <= apartMs,
    ...circumstances(record, outage, thresholdMs),
  };
}

/** When the failed writes were due that count, ascending (ms). */
function failuresOf(record: DrillRecord, life: StreamLife): number[] {
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
  const { tried } = attemptsOf(record)[writes.stream];
  const found: number[] = [];
  for (let index = 0; index < writes.rows.length; index += 1) {
    const row = writes.rows.at(index);
    const dueMs = operations.scheduledAtMs.at(row);
    const endedAtMs = operations.endedAtMs.at(row);
    if (dueMs < fromMs || operations.outcome[row] === okIndex || endedAtMs >= load.toMs) continue;
    if (
      writes.stream === 'service' &&
      !(tried(index) && endedAtMs - operations.startedAtMs.at(row) < deadlineMs)
    )
      continue;
    if (measured.some((span) => dueMs < span.toMs && endedAtMs > span.fromMs)) continue;
    found.push(dueMs);
  }
  return found;
}

/** How many writes were due in (from, to]. */
function dueUpTo({ writes }: StreamLife, fromMs: number, toMs: number): number {
  return Math.max(lastAtOrBelow(writes.dueAtMs, toMs) - lastAtOrBelow(writes.dueAtMs, fromMs), 0);
}

function spansOf(life: StreamLife, failures: readonly number[], maxErrors: number): FailedSpan[] {
  const spans: FailedSpan[] = [];
  for (const dueMs of failures) {
    const seconds = [dueMs, dueMs + apartMs - life.writes.periodMs / 2];
    const isMore = seconds.some((toMs) => {
      const failed = lastAtOrBelow(failures, toMs) - lastAtOrBelow(failures, toMs - apartMs);
      return failed > maxErrors * dueUpTo(life, toMs - apartMs, toMs);
    });
    if (!isMore) continue;
    const last = spans.at(-1);
    if (last && dueMs - last.toMs <= apartMs) {
      last.toMs = dueMs;
      last.failed += 1;
    } else spans.push({ fromMs: dueMs, toMs: dueMs, failed: 1 });
  }
  return spans.filter(({ fromMs, toMs }) => toMs - fromMs >= stableWindowMs);
}
