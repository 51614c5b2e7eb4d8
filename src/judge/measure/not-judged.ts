import type { DrillRecord } from '../../history/record.ts';
import { unmeasuredClasses } from './policy.ts';
import { integrityProblems } from './record-integrity.ts';
import type { DrillResult } from './types.ts';

/** The result of a record that could not be measured: inconclusive, with what is wrong with it and why judging broke. */
export function notJudged(record: DrillRecord, why: string): DrillResult {
  const reasons = [...integrityProblems(record), `judging it broke: ${why}`];
  return {
    ...headOf(record),
    verdict: 'inconclusive',
    sentence: `Inconclusive: ${reasons[0]}.`,
    reasons,
    faults: [],
    objectives: [],
    classes: unmeasuredClasses(record),
    measurements: [],
    phases: [],
    expected: [],
    outages: [],
    loss: null,
    latencies: [],
    errors: [],
    checks: [],
    clients: [],
  };
}

/** What a result says of its drill, whatever became of it. */
export function headOf({ manifest }: DrillRecord) {
  return {
    format: 'ha-drill/result/1' as const,
    run: manifest.run,
    scenario: manifest.scenario.name,
    topology: manifest.topology.name,
    seed: manifest.seed,
    startedAt: manifest.startedAt,
    lifecycle: manifest.lifecycle,
  };
}
