/**
 * Which fault made which outage: one rule for all measures.
 *
 * An outage is put down to the newest cause (a fault, or the recovery) that had begun when it began; or to the next
 * one, if that is nearer to its beginning and follows within a pause that is no outage by itself (the threshold of
 * outages, at least 250 ms), since the last acknowledgement comes some time before a cause takes effect. It is put
 * down to nothing where it began before all causes. A fault that strikes while writes are out already has the rest of
 * that outage as well: nobody can tell what it would have done alone.
 *
 * Error: where two causes are nearer to each other than that pause, one may have the outage of the other, and its RTO
 * is wrong by less than the pause.
 */
import type { Cause } from './timeline.ts';
import type { Outage } from './types.ts';

/** Away from a fault, gaps up to this are hiccups and no outages (ms). */
export const hiccupMs = 250;

/** The cause that an outage is put down to; null when it began before all of them. `causes` ascend by time. */
export function causeOf(
  { startedAtMs, endedAtMs }: Pick<Outage, 'startedAtMs' | 'endedAtMs'>,
  causes: readonly Cause[],
  thresholdMs: number,
): Cause | null {
  const pauseMs = Math.max(thresholdMs, hiccupMs);
  const before = causes.findLast(({ atMs }) => atMs <= startedAtMs);
  const next = causes.find(({ atMs }) => atMs > startedAtMs);
  if (!next || next.atMs >= endedAtMs || next.atMs - startedAtMs > pauseMs) return before ?? null;
  if (before && startedAtMs - before.atMs < next.atMs - startedAtMs) return before;
  return next;
}
