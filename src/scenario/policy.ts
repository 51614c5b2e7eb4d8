import { z } from 'zod';
import type { Disruption } from '../disruption.ts';
import { valueAt } from '../document/check.ts';
import { type Source, withOverrides } from '../document/source.ts';
import { faultNames, faults } from '../faults/list.ts';
import { duration } from '../formats/units.ts';
import type { RecordedPolicy } from '../history/policy.ts';
import type { MeasureName } from '../judge/measure/names.ts';
import type { PolicyEntry } from '../project/current.ts';
import { methodStepSchema } from './schema.ts';

/** The measures of which a key of a policy speaks: a scenario that has a target for one of them has its own. */
const measuresOf: Readonly<Record<PolicyEntry['key'], readonly MeasureName[]>> = {
  rto: ['rto-service', 'time-to-restore'],
  'rto-application': ['rto-application'],
  rpo: ['rpo-rows', 'rpo-seconds'],
  'time-to-redundancy': ['time-to-redundancy'],
};

/** A scenario with the targets of a policy in place of those that it does not have. */
export type UnderPolicy = {
  readonly source: Source;
  /** What held for it; null where there is no policy. */
  readonly policy: RecordedPolicy | null;
};

/**
 * Gives a scenario the targets of a policy, by the classes of its faults, for each measure of which it has none of its own. Of
 * several classes with targets for one measure the loosest stands in the scenario: what holds for each class is judged by it.
 */
export function underPolicy(source: Source, entries: readonly PolicyEntry[]): UnderPolicy {
  if (entries.length === 0) return { source, policy: null };
  const steps = stepsOf(source);
  const own = Object.keys(mapAt(source, ['objectives']));
  const restores = valueAt(source, ['recovery', 'restore']) !== undefined;
  const targets = entries
    .filter(({ disruption, key }) => {
      return steps.includes(disruption) && !measuresOf[key].some((measure) => own.includes(measure));
    })
    .flatMap((entry) => targetsOf(entry, restores));
  const loosest = [...Map.groupBy(targets, ({ measure }) => measure).values()].flatMap((same) =>
    same.toSorted((a, b) => b.size - a.size).slice(0, 1),
  );
  for (const { measure, target } of loosest) {
    source.document.setIn(['objectives', measure], target);
  }
  const applied = loosest.map(({ measure, origin, disruption, key }) => ({
    path: ['objectives', measure],
    option: `${origin} (policy.${disruption}.${key})`,
  }));
  return {
    source: withOverrides(source, applied),
    policy: {
      disruptions: steps.map((disruption) => disruption ?? 'unknown'),
      classes: [...new Set(entries.map(({ disruption }) => disruption))],
      targets: targets.map(({ disruption, measure, target, origin }) => ({
        disruption,
        measure,
        target,
        origin,
      })),
    },
  };
}

/** Targets of a step as they are compared: `size` in ms or rows. */
type Sized = RecordedPolicy['targets'][number] & {
  readonly key: PolicyEntry['key'];
  readonly measure: MeasureName;
  readonly size: number;
};

function targetsOf({ disruption, key, value, origin }: PolicyEntry, restores: boolean): Sized[] {
  const about = { disruption, key, origin, target: `<= ${value}` };
  const size = typeof value === 'number' ? value : (duration.safeParse(value).data ?? Number.NaN);
  if (key === 'rpo') {
    return [{ ...about, size, measure: typeof value === 'number' ? 'rpo-rows' : 'rpo-seconds' }];
  }
  const measures = measuresOf[key].filter((measure) => restores || measure !== 'time-to-restore');
  return measures.map((measure) => ({ ...about, size, measure }));
}

const sketch = z.object({
  fault: z.enum(faultNames),
  with: z.unknown().optional(),
  disruption: methodStepSchema.shape.disruption.catch(undefined),
});

/** The class of each step; undefined where it cannot be read, which others tell. */
function stepsOf(source: Source): (Disruption | undefined)[] {
  const method = valueAt(source, ['method']);
  return (Array.isArray(method) ? method : []).map((step) => {
    const read = sketch.safeParse(step).data;
    if (!read) return undefined;
    const fault = faults[read.fault];
    const parameters = fault.parameters.safeParse(read.with ?? {});
    return read.disruption ?? (parameters.success ? fault.disruption(parameters.data) : undefined);
  });
}

function mapAt(source: Source, path: readonly string[]): object {
  const value = valueAt(source, path);
  return typeof value === 'object' && value !== null ? value : {};
}
