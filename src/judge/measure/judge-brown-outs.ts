/**
 * Whether a brown-out may pass.
 *
 * Judgement: an objective of `availability` of the stream speaks for it; so does one of the RTO where the brown-out was over
 * within its target after the fault. Else it fails where it is longer than the target of an RTO and the share that failed is by
 * itself larger than the steady state allows, since some users were out for longer than that; and is inconclusive otherwise.
 */
import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { type BrownOut, brownOutMs, brownOutsOf } from './brown-outs.ts';
import { timelineOf } from './timeline.ts';
import type { ObjectiveResult } from './types.ts';
import { leastRtoTargetMs, rtoTargetMs, whenOf } from './uncovered.ts';

/** The name under which the judgement stands among the objectives. */
export const brownOut = 'brown-out';

/** The longest that no objective speaks for; of those that all do, the longest. Undefined where there is none. */
export function decidingBrownOut(record: DrillRecord): BrownOut | undefined {
  const found = unspokenFor(record);
  return found.find((one) => !isWithinRto(record, one)) ?? found[0];
}

/** Those of whose stream no objective of availability speaks, the longest first. */
function unspokenFor(record: DrillRecord): BrownOut[] {
  const { objectives } = record.manifest.scenario;
  return brownOutsOf(record).filter(({ stream }) => !objectives[`availability-${stream}`]);
}

/** The judgement of the worst that no objective of availability speaks for, as an objective that nobody wrote; null where there is none. */
export function judgeBrownOut(record: DrillRecord): ObjectiveResult | null {
  const worst = decidingBrownOut(record);
  if (!worst) return null;
  const found = unspokenFor(record);
  const targetMs = leastRtoTargetMs(record);
  const others = found.length === 1 ? '' : `; ${found.length - 1} more of them`;
  const about = {
    measure: brownOut,
    title: 'Longest span in which some writes failed or were late',
    target: 'none',
    actual: textOf(worst),
    margin: null,
  };
  if (isWithinRto(record, worst)) {
    const reason = `over within the target of the RTO: told, and no more${others}`;
    return { ...about, verdict: 'pass', reason };
  }
  if (isOutLonger(record, worst, targetMs)) {
    const reason = `some users were out for longer than the target of the RTO (${formatMs(targetMs)})${others}`;
    return { ...about, verdict: 'fail', reason };
  }
  const reason = `no objective says how many writes may fail or be late then: availability-${worst.stream} does${others}`;
  return { ...about, verdict: 'inconclusive', reason };
}

/**
 * What an RTO of one client comes to, which tells nothing of the writes that failed or were late among others after it: in a
 * brown-out that is longer than its target it is missed, in a shorter one it is not proved.
 *
 * @param record in which the writes of the client are those of the application
 */
export function withBrownOut(
  record: DrillRecord,
  objective: ObjectiveResult,
  { name, withinMs }: { readonly name: string; readonly withinMs: number },
): ObjectiveResult {
  const longest = brownOutOfClient(record, withinMs);
  if (!longest || objective.verdict === 'fail') return objective;
  const verdict = isOutLonger(record, longest, withinMs) ? 'fail' : 'inconclusive';
  return { ...objective, verdict, reason: textOf(longest, `writes of the client ${name}`) };
}

/** The longest that was not over within the target of a client (ms). */
export function brownOutOfClient(record: DrillRecord, withinMs: number): BrownOut | undefined {
  return brownOutsOf(record).find((one) => one.open || sinceFaultMs(record, one) > withinMs);
}

/** Whether some users were out for longer than a target (ms): a write that is acknowledged late is slow, and was not refused. */
function isOutLonger({ manifest }: DrillRecord, one: BrownOut, targetMs: number): boolean {
  return brownOutMs(one) > targetMs && one.failed > (manifest.scenario.baseline.maxErrors ?? 1) * one.due;
}

/** Whether it was over so soon after its fault that the target of the RTO is met, were it an outage. */
function isWithinRto(record: DrillRecord, one: BrownOut): boolean {
  const targetMs = rtoTargetMs(record, one.stream) ?? leastRtoTargetMs(record);
  return !one.open && Number.isFinite(targetMs) && sinceFaultMs(record, one) <= targetMs;
}

/** From the newest fault before a brown-out to its end (ms); infinite where there was none. */
function sinceFaultMs(record: DrillRecord, { startedAtMs, endedAtMs }: BrownOut): number {
  const fault = timelineOf(record).spans.findLast(({ zeroMs }) => zeroMs <= startedAtMs);
  return fault ? endedAtMs - fault.zeroMs : Number.POSITIVE_INFINITY;
}

/** In words, such as "14 of 280 application writes failed within 7.00 s, to the end of the load (in the phase method, ...)". */
function textOf(one: BrownOut, writes = `${one.stream} writes`): string {
  const late = `took longer than ${formatMs(one.lateAfterMs)}`;
  const what = one.late === 0 ? 'failed' : one.failed === 0 ? late : `failed or ${late}`;
  const toEnd = one.open ? ', to the end of the load' : '';
  return `${one.failed + one.late} of ${one.due} ${writes} ${what} within ${formatMs(brownOutMs(one))}${toEnd} (${whenOf(one)})`;
}
