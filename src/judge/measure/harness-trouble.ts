/**
 * Whether the harness itself stood still while it measured.
 *
 * Definition: a standstill is a span between two answers of the control probe, an exchange between two threads of the
 * harness over the loopback in which no server has a part, that is much longer than the probe's period. Where one
 * standstill covers half of a measured span or more, such as an outage, what was measured may be the harness's own, and is
 * inconclusive. Many short ones do not make it so: between them the harness saw for itself. Where one lies across the
 * beginning or the end of what was measured, the bound on the error is widened by it (resolution.ts).
 * Clock: the harness's. Resolution: one period of the probe.
 * Censoring: records that older harnesses wrote say nothing about it; then nothing is known, and nothing is judged.
 * Bias: on a machine that starves everything, the servers starve as well: what then is inconclusive may have been real.
 */

import { formatMs } from '../../formats/units.ts';
import type { DrillRecord } from '../../history/record.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { Span } from './timeline.ts';

/** One standstill that covers this share of a measured span may have made it. */
const ownShare = 0.5;

/** What is known of the harness within a span. */
export type HarnessTrouble = {
  /** Whether the record says how the harness was, to the end of the span. */
  readonly known: boolean;
  /** The longest standstill within the span (ms); 0 where there was none, or where nothing is known. */
  readonly longestMs: number;
  /** All standstills within the span, in sum (ms). */
  readonly stoodStillMs: number;
  /** Why a measure of the span proves nothing, as a clause; null where it may be judged. */
  readonly inconclusive: string | null;
};

/** When the control probe stood still, ascending; none where the record says nothing about it. */
export const standstillsOf: (record: DrillRecord) => readonly Span[] = oncePerRecord((record) =>
  (record.harness ?? [])
    .flatMap(({ control }) => control?.gaps ?? [])
    .map(([fromMs, toMs]) => ({ fromMs, toMs }))
    .sort((a, b) => a.fromMs - b.fromMs),
);

/** Whether the harness was well while it measured a span, such as an outage or an RTO. */
export function harnessTrouble(record: DrillRecord, { fromMs, toMs }: Span): HarnessTrouble {
  const within = standstillsOf(record)
    .map((gap) => Math.min(gap.toMs, toMs) - Math.max(gap.fromMs, fromMs))
    .filter((ms) => ms > 0);
  const longestMs = Math.max(0, ...within);
  const own = longestMs > 0 && longestMs >= ownShare * (toMs - fromMs);
  return {
    known: watched(record, { fromMs, toMs }),
    longestMs,
    stoodStillMs: within.reduce((sum, ms) => sum + ms, 0),
    inconclusive: own
      ? `the harness itself stood still for ${formatMs(longestMs)} of these ${formatMs(toMs - fromMs)}: its control probe, in which no server has a part, got no answer`
      : null,
  };
}

/** Whether the control probe is told about all of a span, but for the seconds at its ends. */
function watched({ harness }: DrillRecord, { fromMs, toMs }: Span): boolean {
  const times = (harness ?? []).filter(({ control }) => control !== null).map(({ atMs }) => atMs);
  return times.some((atMs) => atMs >= fromMs) && times.some((atMs) => atMs >= toMs);
}
