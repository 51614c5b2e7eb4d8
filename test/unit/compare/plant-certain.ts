import { compareRuns } from '../../../src/compare/compare.ts';
import { judgeUntilCertain } from '../../../src/compare/gate-certain.ts';
import { summaryOf } from '../../../src/compare/group.ts';
import type { ComparedRun, Comparison } from '../../../src/compare/schema.ts';
import type { Verdict } from '../../../src/verdict.ts';
import { plantRuns } from './plant-runs.ts';

/** What one drill came to; an RTO below 0 is a bound, and null was not measured. */
export type Drill = {
  readonly rto: number | null;
  readonly rows?: number | null;
  readonly verdict?: Verdict;
};

let template: Comparison['groups'][number] | undefined;

/** A comparison of drills of one kind, without the parts that no gate looks at. */
export function comparisonOf(drills: readonly Drill[]): Comparison {
  template ??= compareRuns(plantRuns([1000], { rpo: 0 })).groups[0];
  const [runOfTemplate] = template?.runs ?? [];
  if (!template || !runOfTemplate) throw new Error('a comparison of one run has one group with that run');
  const runs = drills.map(({ rto, rows = 0, verdict = 'pass' }, index): ComparedRun => {
    const time = rto === null ? undefined : { value: Math.abs(rto), atLeast: rto < 0, resolution: 5 };
    const values = {
      ...(time && { 'rto-service': time, 'rto-application': time }),
      ...(rows !== null && { 'rpo-rows': { value: rows, atLeast: false, resolution: 0 } }),
    };
    return { ...runOfTemplate, run: `run-${String(index).padStart(3, '0')}`, verdict, values };
  });
  const names = ['rto-service', 'rto-application', 'rpo-rows'] as const;
  const summaries = Object.fromEntries(
    names.flatMap((name) => {
      const summary = summaryOf(runs, name);
      return summary ? [[name, summary]] : [];
    }),
  );
  return {
    format: 'ha-drill/comparison/1',
    groups: [{ ...template, runs, summaries }],
    pairs: [],
    classes: [],
    gaps: [],
    caveats: [],
  };
}

export const judged = (before: readonly Drill[], now: readonly Drill[]) =>
  judgeUntilCertain(comparisonOf(before), comparisonOf(now));
export const findingOf = (measure: string, before: readonly Drill[], now: readonly Drill[]) =>
  judged(before, now).rows[0]?.findings.find((one) => one.measure === measure);
export const times = (count: number, drill: Drill) => Array.from({ length: count }, () => drill);
export const good = { rto: 1000 };
