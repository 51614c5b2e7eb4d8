import { isDeepStrictEqual } from 'node:util';
import { worst } from '../verdict.ts';
import { dataFinding, rpoFinding, rtoFinding, verdictFinding } from './gate-findings.ts';
import type { Finding, Gate, GateLimits, GateRow } from './gate-schema.ts';
import type { Comparison, Gap, Group } from './schema.ts';

export const defaultLimits: GateLimits = { significance: 0.05, leastRise: 0.1, leastRiseMs: 200 };

/**
 * Whether some drills went worse than those of a baseline.
 *
 * A lost row more than in the worst drill of the baseline, and a failing verdict where there was none, are always
 * worse; where some failed, more are when Fisher's exact test does not take the rise for chance. Drills that prove nothing
 * are held to the same, and leave it open. An RTO is worse when its median rose by the least rise of both kinds and a one-sided rank test does not take
 * the rise for chance. What cannot be told is inconclusive, and so is a suite of which a part is not done. There is no correction for the number of tests: what keeps
 * chance from failing the gate is that a rise must also be large.
 */
export function judgeGate(
  baseline: Comparison,
  current: Comparison,
  limits: GateLimits = defaultLimits,
): Gate {
  return gateOf(baseline, current, limits, (before, now) => findingsOf(before, now, limits));
}

/** A gate of whatever is found of each group of the baseline, in their order. */
export function gateOf(
  baseline: Comparison,
  current: Comparison,
  limits: GateLimits,
  find: (before: Group, now: Group | undefined) => Finding[],
): Gate {
  const rows = baseline.groups.map((before): GateRow => {
    const now = counterpart(before, current.groups);
    const { scenario, topology, label } = before;
    return {
      scenario,
      topology,
      label,
      findings: [...notDone(before, current.gaps), ...find(before, now)],
      changed: now ? changedSettings(before.settings, now.settings) : [],
    };
  });
  const matched = new Set(baseline.groups.map((before) => counterpart(before, current.groups)));
  return {
    format: 'ha-drill/gate/1',
    verdict: worst(rows.flatMap(({ findings }) => findings.map(({ verdict }) => verdict))),
    limits,
    rows,
    added: current.groups
      .filter((group) => !matched.has(group))
      .map(({ scenario, topology, label }) => ({ scenario, topology, label })),
    gaps: current.gaps,
    caveats: current.caveats,
  };
}

/** Drills that a suite planned and that are yet to be made, such as those of a shard that is missing. */
function notDone({ scenario, topology }: Group, gaps: readonly Gap[]): Finding[] {
  return gaps
    .filter((gap) => gap.kind === 'not-done' && gap.scenario === scenario && gap.topology === topology)
    .map(({ sets, reason }) => ({
      measure: 'drills',
      verdict: 'inconclusive',
      why: [...sets, reason].join(' '),
    }));
}

function findingsOf(before: Group, now: Group | undefined, limits: GateLimits): Finding[] {
  if (!now) return [{ measure: 'drills', verdict: 'inconclusive', why: 'it was not drilled' }];
  return [
    verdictFinding(before, now, limits),
    dataFinding(before, now, limits),
    rpoFinding(before, now),
    rtoFinding('rto-service', before, now, limits),
    rtoFinding('rto-application', before, now, limits),
  ].filter((finding) => finding !== null);
}

/**
 * The group that stands for the same now: of the same scenario and topology, and with the same label, which the only
 * one of them has none of. Settings may differ, for they are what a change is about.
 */
export function counterpart(before: Group, current: readonly Group[]): Group | undefined {
  return current.find(
    ({ scenario, topology, label }) =>
      scenario === before.scenario &&
      topology === before.topology &&
      isDeepStrictEqual({ ...label }, { ...before.label }),
  );
}

function changedSettings(before: Group['settings'], now: Group['settings']): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted();
  return keys
    .filter((key) => before[key] !== now[key])
    .map((key) => `${key}: ${before[key] ?? 'not there'} -> ${now[key] ?? 'not there'}`);
}
