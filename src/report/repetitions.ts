import type { DrillResult } from '../judge/measure/types.ts';
import { extremes, median, type Observation } from '../judge/statistics/quantile.ts';
import { formatQuantity, notMeasured, oneLine } from './text.ts';
import { textTable } from './text-table.ts';

const shown = [
  ['rto-service', 'RTO service'],
  ['rto-application', 'RTO application'],
  ['rpo-rows', 'RPO'],
] as const;

/** The repetitions of one scenario as a table for a terminal, a row each, then the median and the worst. */
export function renderRepetitions(results: readonly DrillResult[]): string {
  const head = ['run', 'seed', 'verdict', ...shown.map(([, title]) => title)];
  const rows = results.map((result) => [
    oneLine(result.run),
    String(result.seed),
    result.verdict,
    ...shown.map(([name]) => cellOf(result, name)),
  ]);
  const summaries = [
    [`median of ${results.length}`, '', '', ...shown.map(([name]) => summaryOf(results, name, median))],
    ['worst', '', '', ...shown.map(([name]) => summaryOf(results, name, greatest))],
  ];
  return textTable(
    [head, ...rows, ...summaries],
    ['left', 'right', 'left', ...shown.map(() => 'right' as const)],
  ).join('\n');
}

function cellOf(result: DrillResult, name: string): string {
  const found = result.measurements.find((one) => one.name === name);
  return found ? formatQuantity(found) : notMeasured;
}

const greatest = (observations: readonly Observation[]) => extremes(observations)?.greatest ?? null;

/** A number about the drills in which something was measured, and of how many where these are not all. */
function summaryOf(
  results: readonly DrillResult[],
  name: string,
  statistic: (observations: readonly Observation[]) => Observation | null,
): string {
  const measured = results.flatMap(({ measurements }) =>
    measurements.flatMap(({ name: own, value, unit, atLeast }) =>
      own === name && value !== null ? [{ value, unit, atLeast }] : [],
    ),
  );
  const found = statistic(measured);
  const [first] = measured;
  if (!found || !first) return notMeasured;
  const of = measured.length < results.length ? ` (of ${measured.length})` : '';
  return `${formatQuantity({ ...found, unit: first.unit })}${of}`;
}
