import type { CheckResult } from '../../../src/judge/checks/types.ts';
import { judge } from '../../../src/judge/measure/judge.ts';
import type { DrillResult, ObjectiveResult } from '../../../src/judge/measure/types.ts';
import { plantDrill } from '../../support/planted-drill.ts';

/** The judgement of a planted drill that passes, with other findings in place of its own. */
export function resultWith(changes: Partial<DrillResult>): DrillResult {
  return { ...passed, ...changes };
}

const passed = judge(plantDrill());

export function checkOf(
  name: string,
  verdict: CheckResult['verdict'],
  summary: string,
  evidence: string[] = [],
): CheckResult {
  return { name, title: name, verdict, summary, evidence };
}

export function objectiveOf(
  measure: string,
  verdict: ObjectiveResult['verdict'],
  actual: string,
  reason = '',
): ObjectiveResult {
  return { measure, title: measure, target: '<= 0', actual, margin: null, verdict, reason };
}
