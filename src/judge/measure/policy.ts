/**
 * Objectives by the class of disruption of the faults: those that the policy of a project gave to a scenario, and what came of
 * each class of the drill.
 *
 * Definition: an RTO of a class is the worst of its faults. What is measured of the drill as a whole (lost rows, redundancy, a
 * restore) speaks for each of its classes: of several classes it cannot be told which of them made it, so each answers for it.
 * Judgement: a class is met when all its targets are, of faults that were proved, in a drill that proves something. What was not
 * measured, is within its resolution, or has no target at all is never met.
 */

import { disruptionNames } from '../../disruption.ts';
import type { DrillRecord } from '../../history/record.ts';
import { type MeasureName, measureNames } from './names.ts';
import { judgeObjectives } from './objectives.ts';
import { withoutOwnStandstill } from './own-standstill.ts';
import { integrityProblems } from './record-integrity.ts';
import { timelineOf } from './timeline.ts';
import type { ClassObjective, ClassOutcome, ClassResult, Measurement, ObjectiveResult } from './types.ts';

/** The measures by which a class of disruption is judged. */
export const classMeasures = [
  'rto-service',
  'rto-application',
  'time-to-restore',
  'rpo-rows',
  'rpo-seconds',
  'time-to-redundancy',
] as const satisfies readonly MeasureName[];

/** The objectives of a scenario; one that the policy gave it is judged for each class that has it, by the faults of that class. */
export function objectivesOf(
  record: DrillRecord,
  measurements: readonly Measurement[],
  unsteady: string | null,
): ObjectiveResult[] {
  const { scenario, policy, origins } = record.manifest;
  const several = classesOf(record).length > 1;
  return measureNames.flatMap((measure) => {
    const targets = policy?.targets.filter((one) => one.measure === measure) ?? [];
    if (targets.length === 0) {
      const origin = origins?.[measure];
      return judgeObjectives({ [measure]: scenario.objectives[measure] }, measurements, unsteady).map((one) =>
        withoutOwnStandstill(record, origin === undefined ? one : { ...one, origin }),
      );
    }
    return targets.flatMap(({ disruption, target, origin }) =>
      judgedForClass(record, measurements, unsteady, { disruption, measure, target, origin }).map((one) => ({
        ...one,
        ...(several ? { title: `${one.title}, class ${disruption}` } : {}),
      })),
    );
  });
}

type Wanted = {
  readonly disruption: string;
  readonly measure: MeasureName;
  readonly target: string;
  readonly origin: string;
};

function judgedForClass(
  record: DrillRecord,
  measurements: readonly Measurement[],
  unsteady: string | null,
  { disruption, measure, target, origin }: Wanted,
): ObjectiveResult[] {
  const steps = stepsOf(record, disruption);
  const own = isProved(record, steps)
    ? ofSteps(measurements, measure, steps)
    : measurements.map((one) => ({ ...one, value: null, how: unproved(disruption) }));
  return judgeObjectives({ [measure]: target }, own, unsteady).map((one) =>
    withoutOwnStandstill(record, { ...one, disruption, origin }, steps),
  );
}

const unproved = (disruption: string) => `not measured: no fault of the class ${disruption} was proved`;

/** The measurements of a name as if the drill had only these steps. */
function ofSteps(
  measurements: readonly Measurement[],
  measure: MeasureName,
  steps: ReadonlySet<number>,
): Measurement[] {
  const parts = measurements.filter(({ name }) => name.startsWith(`${measure}-step-`));
  const whole = measurements.filter(({ name }) => name === measure);
  if (parts.length === 0) return whole;
  const own = parts.filter(({ name }) =>
    steps.has(Number.parseInt(name.slice(`${measure}-step-`.length), 10)),
  );
  const worst = own.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
  return [
    ...whole.map((one) => ({
      ...one,
      value: worst?.value ?? null,
      atLeast: own.some(({ atLeast }) => atLeast),
      resolution: worst?.resolution ?? null,
      how: worst?.how ?? 'not measured: none of its faults has a time zero',
    })),
    ...own,
  ];
}

/** What came of each class of disruption that the drill has; none where there was no policy. */
export function classResultsOf(
  record: DrillRecord,
  measurements: readonly Measurement[],
  unsteady: string | null,
  invalid: readonly string[],
): ClassResult[] {
  const isWhole = integrityProblems(record).length === 0;
  return classesOf(record).map((disruption) => {
    const objectives = wantedOf(record, disruption).flatMap((wanted) =>
      judgedForClass(record, measurements, unsteady, wanted).map((one): ClassObjective => {
        const { measure, title, target, actual, verdict, reason } = one;
        const about = { measure, title, target, origin: wanted.origin, actual };
        if (verdict === 'fail' && isWhole) return { ...about, outcome: 'breached', reason };
        if (verdict === 'pass' && invalid.length === 0) return { ...about, outcome: 'met', reason };
        const why = verdict === 'inconclusive' ? reason : (invalid[0] ?? reason);
        return { ...about, outcome: 'not-measured', reason: why };
      }),
    );
    const outcome = worstOutcome(objectives.map((one) => one.outcome));
    return { disruption, faults: faultsOf(record, disruption), outcome, objectives };
  });
}

/** The classes of a drill that nothing was told of: each is not measured. */
export function unmeasuredClasses(record: Pick<DrillRecord, 'manifest'>): ClassResult[] {
  return classesOf(record).map((disruption) => ({
    disruption,
    faults: [],
    outcome: 'not-measured',
    objectives: [],
  }));
}

/** breached > not measured > met. Of nothing, or with anything unmeasured, it is never met. */
export function worstOutcome(outcomes: readonly ClassOutcome[]): ClassOutcome {
  if (outcomes.includes('breached')) return 'breached';
  return outcomes.length > 0 && outcomes.every((one) => one === 'met') ? 'met' : 'not-measured';
}

/** The targets of a class: those of the policy that hold, and the scenario's own of the measures that classes are judged by. */
function wantedOf({ manifest }: DrillRecord, disruption: string): Wanted[] {
  const { scenario, policy, origins } = manifest;
  const given = policy?.targets ?? [];
  return classMeasures.flatMap((measure): Wanted[] => {
    const byPolicy = given.filter((one) => one.measure === measure);
    if (byPolicy.length > 0) {
      return byPolicy
        .filter((one) => one.disruption === disruption)
        .map(({ target, origin }) => ({ disruption, measure, target, origin }));
    }
    const target = scenario.objectives[measure];
    return target === undefined
      ? []
      : [{ disruption, measure, target, origin: origins?.[measure] ?? 'the scenario' }];
  });
}

/** The classes of the steps of a drill with a policy, each once. */
function classesOf({ manifest }: Pick<DrillRecord, 'manifest'>): string[] {
  const seen = new Set(manifest.policy?.disruptions);
  const known = disruptionNames.filter((name) => seen.has(name));
  return [...known, ...[...seen].filter((name) => !disruptionNames.some((one) => one === name))];
}

function stepsOf({ manifest }: DrillRecord, disruption: string): ReadonlySet<number> {
  const all = manifest.policy?.disruptions ?? [];
  return new Set([...all.keys()].filter((step) => all[step] === disruption));
}

function isProved(record: DrillRecord, steps: ReadonlySet<number>): boolean {
  return timelineOf(record).faults.some(({ step, inForceAtMs }) => steps.has(step) && inForceAtMs !== null);
}

function faultsOf(record: DrillRecord, disruption: string): string[] {
  const steps = stepsOf(record, disruption);
  const injected = timelineOf(record).faults.filter(({ step }) => steps.has(step));
  return [...new Set(injected.map(({ fault, targets }) => `${fault} of ${targets.join(', ')}`))];
}
