import type { CheckResult } from '../judge/checks/types.ts';
import type { DrillResult, Measurement, ObjectiveResult } from '../judge/measure/types.ts';
import { formatQuantity, formatResolution } from './text.ts';

/** The measure an objective is about; undefined where the judge has none. */
export function measurementOf(result: DrillResult, objective: ObjectiveResult): Measurement | undefined {
  return result.measurements.find(({ name }) => name === objective.measure);
}

/** All that is known about an objective, as lines of plain text. */
export function objectiveLines(result: DrillResult, objective: ObjectiveResult): string[] {
  const measurement = measurementOf(result, objective);
  return [
    `objective: ${objective.title} (${objective.measure})`,
    `target:    ${objective.target}`,
    `measured:  ${objective.actual}`,
    ...(objective.margin === null ? [] : [`margin:    ${objective.margin}`]),
    `verdict:   ${objective.verdict}: ${objective.reason}`,
    ...(measurement === undefined ? [] : measurementLines(measurement)),
  ];
}

function measurementLines(measurement: Measurement): string[] {
  const resolution = formatResolution(measurement);
  return [
    `value:     ${formatQuantity(measurement)}${resolution === '' ? '' : ` (resolution ${resolution})`}`,
    `how:       ${measurement.how}`,
  ];
}

/** All that a check found, as lines of plain text. */
export function checkLines(check: CheckResult): string[] {
  return [
    `check:     ${check.title} (${check.name})`,
    `verdict:   ${check.verdict}: ${check.summary}`,
    ...check.evidence.map((line) => `evidence:  ${line}`),
  ];
}

/** Which drill this was, as lines of plain text. */
export function drillLines(result: DrillResult): string[] {
  return [
    `drill:     ${result.sentence}`,
    `run:       ${result.run}, seed ${result.seed}, started ${result.startedAt}, ${result.lifecycle}`,
    ...result.faults.map(
      ({ fault, targets, inForceAtMs, evidence }) =>
        `fault:     ${fault} of ${targets.join(', ')}, ${inForceAtMs === null ? 'not proved' : 'proved'}: ${evidence}`,
    ),
    ...result.reasons.map((reason) => `reason:    ${reason}`),
  ];
}
