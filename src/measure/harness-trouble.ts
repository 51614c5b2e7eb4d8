/**
 * Whether the harness itself stood still while it measured.
 *
 * Definition: a standstill is a span in which the control probe, an exchange between two threads of the harness over
 * the loopback in which no server has a part, got no answer for much longer than its period. Of a measured span, such
 * as an outage, the share is told in which the harness stood still. From half of it on, what was measured may be the
 * harness's own, and is inconclusive; below that the bound on its error is widened where a standstill lies across its
 * beginning or its end (resolution.ts).
 * Clock: the harness's. Resolution: one period of the probe.
 * Censoring: records that older harnesses wrote say nothing about it; then nothing is known, and nothing is judged.
 * Bias: on a machine that starves everything, the servers starve as well: what then is inconclusive may have been real.
 */
import type { DrillRecord } from '../history/record.ts';
import { formatMs } from '../units.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { Span } from './timeline.ts';

/** From this share of a measured span on, the harness itself may have made it. */
const ownShare = 0.5;

/** What is known of the harness within a span. */
export type HarnessTrouble = {
  /** `unknown` where the record says nothing about it. */
  readonly known: boolean;
  /** How much of the span the harness stood still (ms). */
  readonly stoodStillMs: number;
  /** Why a measure of the span proves nothing, as a clause; null where it may be judged. */
  readonly inconclusive: string | null;
};

/** When the control probe stood still, ascending and apart; none where the record says nothing about it. */
export const standstillsOf: (record: DrillRecord) => readonly Span[] = oncePerRecord((record) => {
  const gaps = (record.harness ?? [])
    .flatMap(({ control }) => control?.gaps ?? [])
    .map(([fromMs, toMs]) => ({ fromMs, toMs }))
    .sort((a, b) => a.fromMs - b.fromMs);
  const apart: Span[] = [];
  for (const gap of gaps) {
    const before = apart.at(-1);
    if (before && before.toMs >= gap.fromMs) {
      apart[apart.length - 1] = { fromMs: before.fromMs, toMs: Math.max(before.toMs, gap.toMs) };
    } else apart.push(gap);
  }
  return apart;
});

/** Whether the harness was well while it measured a span, such as an outage or an RTO. */
export function harnessTrouble(record: DrillRecord, { fromMs, toMs }: Span): HarnessTrouble {
  const stoodStillMs = standstillsOf(record).reduce(
    (sum, gap) => sum + Math.max(Math.min(gap.toMs, toMs) - Math.max(gap.fromMs, fromMs), 0),
    0,
  );
  const own = stoodStillMs > 0 && stoodStillMs >= ownShare * (toMs - fromMs);
  return {
    known: watched(record, { fromMs, toMs }),
    stoodStillMs,
    inconclusive: own
      ? `the harness itself stood still for ${formatMs(stoodStillMs)} of these ${formatMs(toMs - fromMs)}: its control probe, in which no server has a part, got no answer`
      : null,
  };
}

/** Whether the control probe is told about all of a span, but for the seconds at its ends. */
function watched({ harness }: DrillRecord, { fromMs, toMs }: Span): boolean {
  const times = (harness ?? []).filter(({ control }) => control !== null).map(({ atMs }) => atMs);
  return times.some((atMs) => atMs >= fromMs) && times.some((atMs) => atMs >= toMs);
}
