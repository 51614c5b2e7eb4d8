/** A number that was observed, or a bound: `atLeast` says that the truth is this value or more (right-censored). */
export type Observation = { readonly value: number; readonly atLeast: boolean };

/**
 * The median: the middle value, or the mean of the two in the middle. Null of none.
 *
 * A quantile grows with each of the values it is of. So the quantile of the bounds, taken as if they were exact, is a
 * lower bound of the true one; and where it stays the same although every bound is taken for infinite, it is exact.
 * No distribution is assumed (unlike a parametric fit), and no curve is needed (unlike Kaplan-Meier, which gives the
 * same answer where the bounds are above the median).
 */
export function median(observations: readonly Observation[]): Observation | null {
  return bounded(observations, middle);
}

/** The nearest-rank quantile: the least value that `share` of all are not above. Null of none. Bounds as for the median. */
export function quantile(observations: readonly Observation[], share: number): Observation | null {
  return bounded(observations, (sorted) => sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? 0);
}

/** The least and the greatest. Null of none. Bounds as for the median. */
export function extremes(
  observations: readonly Observation[],
): { readonly least: Observation; readonly greatest: Observation } | null {
  const least = bounded(observations, (sorted) => sorted[0] ?? 0);
  const greatest = bounded(observations, (sorted) => sorted.at(-1) ?? 0);
  return least && greatest && { least, greatest };
}

function bounded(
  observations: readonly Observation[],
  statistic: (sorted: Float64Array) => number,
): Observation | null {
  if (observations.length === 0) return null;
  const least = Float64Array.from(observations, ({ value }) => value).sort();
  const most = Float64Array.from(observations, ({ value, atLeast }) =>
    atLeast ? Number.POSITIVE_INFINITY : value,
  ).sort();
  const value = statistic(least);
  return { value, atLeast: statistic(most) !== value };
}

function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
