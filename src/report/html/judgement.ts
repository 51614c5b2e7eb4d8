import { type CheckName, checks } from '../../judge/checks/list.ts';
import type { DrillResult } from '../../judge/measure/types.ts';
import { gaugeChart } from '../charts/gauge.ts';
import { classRows, outcomeWords, verdictOfOutcome } from '../classes.ts';
import { formatResolution, formatTarget } from '../text.ts';
import { badge } from './badge.ts';

/** The objectives, each with its target, what was measured, and how far apart they are. */
export function objectiveRows(result: DrillResult) {
  return result.objectives.map((objective) => {
    const measurement = result.measurements.find((one) => one.name === objective.measure);
    return {
      title: objective.title,
      measure: objective.measure,
      target: formatTarget(objective.target),
      actual: objective.actual,
      resolution: measurement === undefined ? '' : formatResolution(measurement),
      margin: objective.margin ?? '',
      reason: objective.reason,
      origin: objective.origin ?? '',
      badge: badge(objective.verdict),
      svgGauge: gaugeChart(objective, measurement),
    };
  });
}

/** What came of each class of disruption. */
export function classTable(result: DrillResult) {
  return classRows(result).map((row) => ({
    ...row,
    badge: { ...badge(verdictOfOutcome[row.outcome]), word: outcomeWords[row.outcome].toUpperCase() },
  }));
}

/** The checks, failed ones first; their evidence is open unless they passed. */
export function checkRows(result: DrillResult) {
  const order = { fail: 0, inconclusive: 1, pass: 2 } as const;
  return result.checks
    .toSorted((a, b) => order[a.verdict] - order[b.verdict])
    .map((check) => ({
      title: check.title,
      name: check.name,
      summary: check.summary,
      evidence: check.evidence,
      method: methodOf(check.name),
      badge: badge(check.verdict),
      open: check.verdict !== 'pass',
    }));
}

function methodOf(name: string): string {
  return Object.hasOwn(checks, name) ? checks[name as CheckName].method : '';
}
