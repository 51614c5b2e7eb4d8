import { resampledMedians, weightedQuantile } from './bootstrap.ts';
import type { Observation } from './quantile.ts';

/** An interval; without a `high` it has no upper end, because of bounds among the values. */
export type Interval = { readonly low: number; readonly high: number | null };

const confidence = 0.95;

/** From this many values on, their range covers the true median in at least 95 % of cases (1 - 2^(1-n)). */
export const leastForInterval = 6;

/**
 * The 95 % interval of the median by the percentile bootstrap: from the 2.5th to the 97.5th percentile of the medians
 * of resamples (Efron, Bootstrap Methods: Another Look at the Jackknife, 1979). It only ever names values between the
 * least and the greatest, so for fewer than six values no such interval can be a 95 % one: null.
 *
 * The lower end takes bounds as exact, the upper end takes them as infinite; where that makes it so, there is none.
 */
export function medianInterval(observations: readonly Observation[]): Interval | null {
  if (observations.length < leastForInterval) return null;
  const least = Float64Array.from(observations, ({ value }) => value).sort();
  const most = Float64Array.from(observations, ({ value, atLeast }) =>
    atLeast ? Number.POSITIVE_INFINITY : value,
  ).sort();
  const low = weightedQuantile(resampledMedians(least), (1 - confidence) / 2);
  const high = weightedQuantile(resampledMedians(most), (1 + confidence) / 2);
  return { low, high: Number.isFinite(high) ? high : null };
}
