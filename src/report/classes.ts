import type { ComparedClass } from '../compare/schema.ts';
import type { ClassOutcome, ClassResult, DrillResult } from '../judge/measure/types.ts';
import type { Verdict } from '../verdict.ts';
import { formatTarget } from './text.ts';

/** What came of a class of disruption, in words. */
export const outcomeWords = {
  met: 'met',
  breached: 'breached',
  'not-measured': 'not measured',
} as const satisfies Record<ClassOutcome, string>;

/** The verdict whose colour and shape an outcome has. */
export const verdictOfOutcome = {
  met: 'pass',
  breached: 'fail',
  'not-measured': 'inconclusive',
} as const satisfies Record<ClassOutcome, Verdict>;

export const noTarget = 'neither the scenario nor the policy has a target for it';

/** A row for each class of disruption and each of its targets; one for a class that has none. */
export function classRows({ classes }: Pick<DrillResult, 'classes'>) {
  return classes.flatMap(({ disruption, faults, outcome, objectives }: ClassResult) => {
    const about = { disruption, faults: faults.join('; '), of: outcome };
    if (objectives.length === 0) {
      return [{ ...about, title: '', target: '', origin: '', actual: '', outcome, reason: noTarget }];
    }
    return objectives.map(({ title, target, origin, actual, outcome: own, reason }) => ({
      ...about,
      title,
      target: formatTarget(target),
      origin,
      actual,
      outcome: own,
      reason,
    }));
  });
}

/** How many drills met a class, breached it, or did not measure it. */
export function comparedClassText({ topology, met, breached, notMeasured }: ComparedClass): string {
  if (topology === null) return 'no drill was about it';
  const counts = [
    ...(met > 0 ? [`${met} met`] : []),
    ...(breached > 0 ? [`${breached} breached`] : []),
    ...(notMeasured > 0 ? [`${notMeasured} not measured`] : []),
  ];
  return `${counts.join(', ')} of ${met + breached + notMeasured} ${met + breached + notMeasured === 1 ? 'drill' : 'drills'}`;
}
