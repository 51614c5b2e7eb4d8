import type { ComparedRun, Group, Summary } from '../../compare/schema.ts';
import { type MeasureName, measureUnits } from '../../judge/measure/names.ts';
import type { Observation } from '../../judge/statistics/quantile.ts';
import { type Verdict, worst } from '../../verdict.ts';
import { formatQuantity, notMeasured } from '../text.ts';

/** What sets a group apart, in words: `POLL_MS=50`. Empty where nothing does. */
export function labelOf({ label }: Pick<Group, 'label'>): string {
  return Object.entries(label)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

/** A group's topology and what sets it apart. */
export function nameOf(group: Pick<Group, 'topology' | 'label'>): string {
  return [group.topology, labelOf(group)].filter((part) => part !== '').join(' ');
}

/** A value of a measure, or a statistic of some. */
export function quantity(name: MeasureName, value: Observation | undefined): string {
  if (!value) return notMeasured;
  return formatQuantity({ ...value, unit: measureUnits[name] });
}

/** The median of a measure, and of how many runs where it was not measured in all. */
export function medianText(group: Group, name: MeasureName): string {
  return `${quantity(name, group.summaries[name]?.median)}${ofText(group.summaries[name])}`;
}

/** The greatest value: of rows that are missing, and of times, the worst. */
export function worstText(group: Group, name: MeasureName): string {
  return `${quantity(name, group.summaries[name]?.greatest)}${ofText(group.summaries[name])}`;
}

function ofText(summary: Summary | undefined): string {
  if (!summary || summary.notMeasured === 0) return '';
  return ` (of ${summary.of} in ${summary.of + summary.notMeasured})`;
}

/** From the least to the greatest. */
export function rangeText(group: Group, name: MeasureName): string {
  const summary = group.summaries[name];
  if (!summary) return '';
  return `${quantity(name, summary.least)} to ${quantity(name, summary.greatest)}`;
}

/** The 95 % interval of the median. */
export function intervalText(group: Group, name: MeasureName): string {
  const summary = group.summaries[name];
  if (!summary) return '';
  if (!summary.interval) return `none: ${summary.of} ${summary.of === 1 ? 'run' : 'runs'}`;
  const { low, high } = summary.interval;
  const end = high === null ? 'no upper end' : quantity(name, { value: high, atLeast: false });
  return `${quantity(name, { value: low, atLeast: false })} to ${end}`;
}

/** How many of the runs of a group ended how; drills that broke off are counted apart from their verdict. */
export type Tally = Readonly<Record<Verdict | 'broke', number>>;

export function tallyOf(runs: readonly ComparedRun[]): Tally {
  const tally = { pass: 0, inconclusive: 0, fail: 0, broke: 0 };
  for (const { lifecycle, verdict } of runs) tally[lifecycle === 'completed' ? verdict : 'broke'] += 1;
  return tally;
}

/** `2 pass, 1 fail`. */
export function tallyText(tally: Tally): string {
  const words = { pass: 'pass', fail: 'fail', inconclusive: 'inconclusive', broke: 'broke off' } as const;
  const parts = (['fail', 'inconclusive', 'broke', 'pass'] as const).filter((key) => tally[key] > 0);
  return parts.map((key) => `${tally[key]} ${words[key]}`).join(', ');
}

/** The worst verdict of a group; a drill that broke off proves nothing. */
export function verdictOf(group: Group): Verdict {
  return worst(
    group.runs.map(({ lifecycle, verdict }) => (lifecycle === 'completed' ? verdict : 'inconclusive')),
  );
}

/** In how many completed runs there was a failover that nobody wanted; null where one was wanted or none was counted. */
export function falseFailovers(group: Group): { readonly runs: number; readonly of: number } | null {
  if (!group.wantsNoFailover) return null;
  const counted = group.runs
    .filter(({ lifecycle }) => lifecycle === 'completed')
    .flatMap(({ values }) => values.failovers ?? []);
  return counted.length === 0
    ? null
    : { runs: counted.filter(({ value }) => value > 0).length, of: counted.length };
}
