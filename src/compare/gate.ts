import { isDeepStrictEqual } from 'node:util';
import { type Verdict, worst } from '../verdict.ts';
import {
  dataFinding,
  type Finding,
  type GateLimits,
  rpoFinding,
  rtoFinding,
  verdictFinding,
} from './gate-findings.ts';
import type { Comparison, Group } from './schema.ts';

export const defaultLimits: GateLimits = { significance: 0.05, leastRise: 0.1, leastRiseMs: 200 };

/** The judgement of one scenario on one topology. */
export type GateRow = {
  readonly scenario: string;
  readonly topology: string;
  readonly label: Group['label'];
  readonly findings: readonly Finding[];
  /** Settings that are not what they were in the baseline, each as `KEY: old -> new`. */
  readonly changed: readonly string[];
};

export type Gate = {
  readonly verdict: Verdict;
  readonly limits: GateLimits;
  readonly rows: readonly GateRow[];
  /** Groups that the baseline lacks: there is nothing to hold them against. */
  readonly added: readonly Group[];
};

/**
 * Whether some drills went worse than those of a baseline.
 *
 * A lost row more than in the worst drill of the baseline, and a failing verdict where there was none, are always
 * worse; where some failed, more are when Fisher's exact test does not take the rise for chance. Drills that prove nothing
 * are held to the same, and leave it open. An RTO is worse when its median rose by the least rise of both kinds and a one-sided rank test does not take
 * the rise for chance. What cannot be told is inconclusive. There is no correction for the number of tests: what keeps
 * chance from failing the gate is that a rise must also be large.
 */
export function judgeGate(
  baseline: Comparison,
  current: Comparison,
  limits: GateLimits = defaultLimits,
): Gate {
  const rows = baseline.groups.map((before): GateRow => {
    const now = counterpart(before, current.groups);
    const { scenario, topology, label } = before;
    return {
      scenario,
      topology,
      label,
      findings: findingsOf(before, now, limits),
      changed: now ? changedSettings(before.settings, now.settings) : [],
    };
  });
  const matched = new Set(baseline.groups.map((before) => counterpart(before, current.groups)));
  return {
    verdict: worst(rows.flatMap(({ findings }) => findings.map(({ verdict }) => verdict))),
    limits,
    rows,
    added: current.groups.filter((group) => !matched.has(group)),
  };
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
