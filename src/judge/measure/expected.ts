/**
 * What settings promised, beside what was measured.
 *
 * Definition: the times that were worked out from the settings before anything was broken (event `times-expected`), of the
 * situation that the fault of the worst service RTO makes of its target: its port answers that nobody listens (crash), or
 * nothing answers at all (silence). A time that ends as a phase of the RTO does is set beside the time from time zero to the
 * end of that phase; where writes came back only after the harness acted, or were not seen to come back, beside nothing.
 * Clock: the harness's. Resolution: that of the phase.
 * Censoring: no fault of a server, no event of this kind, no phase with this end: nothing is compared.
 * Bias: the fault may have acted `earlierMs` before time zero, when it was proved. A time is worked out from time-outs alone; `unknown` says what is not in it. It judges nothing.
 */
import { faults } from '../../faults/list.ts';
import { type Situation, timesExpectedSchema } from '../../history/expected-time.ts';
import type { DrillRecord } from '../../history/record.ts';
import type { Rto } from './rto.ts';
import type { ExpectedResult, Phase } from './types.ts';

/** Of the situation that the fault made; none where the record does not say what was expected, or the fault makes neither. */
export function expectedOf(record: DrillRecord, rto: Rto, phases: readonly Phase[]): ExpectedResult[] {
  const told = record.events.find(({ type }) => type === 'times-expected');
  const times = timesExpectedSchema.safeParse(told?.data).data?.times ?? [];
  const situation = situationOf(record, rto);
  return times
    .filter((one) => one.situation === situation)
    .map((one) => ({
      ...one,
      measuredMs: measuredMs(one.ends, rto, phases),
      earlierMs: toMicroseconds(Math.max(rto.zeroMs - rto.fault.injectingAtMs, 0)),
    }));
}

function situationOf({ manifest }: DrillRecord, { fault }: Rto): Situation | undefined {
  const known = Object.values(faults).find(({ name }) => name === fault.fault);
  const isNode = fault.targets.every((target) => manifest.topology.nodes.includes(target));
  if (!known?.looksLike || !isNode) return undefined;
  const parameters = known.parameters.safeParse(manifest.scenario.method[fault.step]?.with ?? {});
  return parameters.success ? known.looksLike(parameters.data) : undefined;
}

function measuredMs(
  ends: ExpectedResult['ends'],
  { zeroMs, atLeast, act }: Rto,
  phases: readonly Phase[],
): number | null {
  const endedAtMs = phases.find(({ name }) => name === ends)?.endedAtMs;
  if (endedAtMs === undefined || endedAtMs === null) return null;
  if (ends === 'first-write' && (atLeast || act)) return null;
  return toMicroseconds(endedAtMs - zeroMs);
}

/** Instants are recorded in microseconds; digits behind them come from subtracting, and mean nothing. */
export function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
