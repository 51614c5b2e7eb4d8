/**
 * When latency was normal again.
 *
 * Definition: the start of the first two consecutive windows of 1 s, counted from the first acknowledged write, in
 * each of which the 95th percentile of latency is below twice that of the baseline. Writes that were never
 * acknowledged count as infinitely slow; a window in which nothing was due is not calm.
 * Clock: the harness's; latency counts from the scheduled arrival. Resolution: one window.
 * Censoring: null where the load ended first, or where there is no baseline to compare with.
 * Bias: none known; a write belongs to the window in which it was due, however late it ended.
 */
import type { DrillRecord } from '../../history/record.ts';
import type { Stream } from '../../history/schema.ts';
import { latencyGroups } from './latency-groups.ts';
import { quantile } from './sorted.ts';
import { timelineOf } from './timeline.ts';

const windowMs = 1000;
const slowdown = 2;

/** The instant at which latency was normal again, at or after `fromMs`; null when it was not seen to be. */
export function steadyAtMs(record: DrillRecord, stream: Stream, fromMs: number): number | null {
  const { baseline, load } = timelineOf(record);
  if (!baseline || !load) return null;
  const inBaseline = (dueMs: number): number =>
    dueMs < baseline.fromMs ? -1 : dueMs < baseline.toMs ? 0 : 1;
  const [before = new Float64Array()] = latencyGroups(record, stream, 1, inBaseline);
  const usualMs = quantile(before, 0.95);
  if (usualMs === null || !Number.isFinite(usualMs)) return null;
  const count = Math.max(0, Math.floor((load.toMs - fromMs) / windowMs));
  const windows = latencyGroups(record, stream, count, (dueMs) => Math.floor((dueMs - fromMs) / windowMs));
  let index = 0;
  let wasCalm = false;
  for (const window of windows) {
    const isCalm = (quantile(window, 0.95) ?? Number.POSITIVE_INFINITY) < slowdown * usualMs;
    if (isCalm && wasCalm) return fromMs + (index - 1) * windowMs;
    wasCalm = isCalm;
    index += 1;
  }
  return null;
}
