import type { DrillRecord } from '../../history/record.ts';
import { streams } from '../../history/schema.ts';
import { harnessTrouble } from './harness-trouble.ts';
import { brownOut, decidingBrownOut } from './judge-brown-outs.ts';
import { withoutBlame } from './objectives.ts';
import { outagesOf } from './outages.ts';
import { rtosOf, worstRto } from './rto.ts';
import type { Span } from './timeline.ts';
import type { ObjectiveResult } from './types.ts';
import { uncoveredOutage, uncoveredOutages } from './uncovered.ts';

/**
 * The same judgement, where the harness itself stood still for half of the very span that decided it: a target that was
 * missed is inconclusive then. One that was met stays met, since a standstill only makes outages longer.
 *
 * @param steps of the method whose faults it is about; left out, all of them
 */
export function withoutOwnStandstill(
  record: DrillRecord,
  objective: ObjectiveResult,
  steps?: ReadonlySet<number>,
): ObjectiveResult {
  const span = decidingSpan(record, objective.measure, steps);
  const why = span && harnessTrouble(record, span).inconclusive;
  return why ? withoutBlame(objective, why) : objective;
}

/** The worst RTO, or the longest outage of those that a measure is about. */
function decidingSpan(record: DrillRecord, measure: string, steps?: ReadonlySet<number>): Span | null {
  if (measure === uncoveredOutage) return spanOf(uncoveredOutages(record)[0]);
  if (measure === brownOut) return spanOf(decidingBrownOut(record));
  const stream = streams.find((one) => measure.endsWith(`-${one}`));
  if (stream === undefined) return null;
  if (measure.startsWith('rto-')) {
    const all = rtosOf(record, stream);
    const worst = worstRto(steps ? all.filter(({ fault }) => steps.has(fault.step)) : all);
    return worst ? { fromMs: worst.fromMs, toMs: worst.fromMs + worst.valueMs } : null;
  }
  if (!measure.startsWith('write-outage-')) return null;
  const own = outagesOf(record).filter((outage) => outage.stream === stream);
  return spanOf(own.toSorted((a, b) => b.endedAtMs - b.startedAtMs - (a.endedAtMs - a.startedAtMs))[0]);
}

function spanOf(outage: { startedAtMs: number; endedAtMs: number } | undefined): Span | null {
  return outage ? { fromMs: outage.startedAtMs, toMs: outage.endedAtMs } : null;
}
