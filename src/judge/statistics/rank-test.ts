import type { Observation } from './quantile.ts';

/** A value that is told from another one only when they differ by more than the resolution of either. */
export type Ranked = Observation & { readonly resolution: number };

export type RankTest = {
  /** How probable so great a difference, in either direction, is when both samples come from one distribution. */
  readonly twoSided: number;
  /** The same, in the direction in which the second sample is the greater. */
  readonly secondGreater: number;
};

/**
 * Whether two samples differ, by Gehan's generalisation of the Wilcoxon-Mann-Whitney test for censored values (Gehan,
 * A Generalized Wilcoxon Test for Comparing Arbitrarily Singly-Censored Samples, Biometrika 52, 1965), with the scores
 * of Mantel (Biometrics 23, 1967) and the exact permutation distribution instead of an approximation.
 *
 * A value scores the number of those surely below it less the number of those surely above it. A bound is surely
 * above what is below it, and never surely below anything; values nearer than their resolution are ties. Without
 * bounds and ties the score is the rank, and this the exact Mann-Whitney test.
 *
 * It assumes that both samples were observed for equally long, which drills of one scenario are.
 */
export function rankTest(first: readonly Ranked[], second: readonly Ranked[]): RankTest {
  const pooled = [...first, ...second];
  const scores = pooled.map((one) =>
    pooled.reduce((sum, other) => sum + Number(isBelow(other, one)) - Number(isBelow(one, other)), 0),
  );
  const observed = scores.slice(first.length).reduce((sum, score) => sum + score, 0);
  const { counts, zero } = sumsOfSubsets(scores, second.length);
  let total = 0;
  let greater = 0;
  let further = 0;
  for (const [index, count] of counts.entries()) {
    const sum = index - zero;
    total += count;
    if (sum >= observed) greater += count;
    if (Math.abs(sum) >= Math.abs(observed)) further += count;
  }
  return { twoSided: further / total, secondGreater: greater / total };
}

function isBelow(one: Ranked, other: Ranked): boolean {
  return !one.atLeast && other.value - one.value > Math.max(one.resolution, other.resolution);
}

/** How many subsets of `size` scores have which sum: that of index `zero` is 0. */
function sumsOfSubsets(scores: readonly number[], size: number): { counts: Float64Array; zero: number } {
  // No sum is further from 0. Twice as much room on either side, so that no score leads into another row.
  const furthest = scores.reduce((sum, score) => sum + Math.abs(score), 0);
  const zero = 2 * furthest;
  const width = 2 * zero + 1;
  // A row for each size, from that of no score on.
  const counts = new Float64Array((size + 1) * width);
  counts[zero] = 1;
  for (const score of scores) {
    // From the greatest size down, so that no subset has a score twice.
    for (let at = counts.length - 1; at >= width; at -= 1) {
      counts[at] = (counts[at] ?? 0) + (counts[at - width - score] ?? 0);
    }
  }
  return { counts: counts.subarray(size * width), zero };
}

/** The least one-sided p-value that samples of these sizes can give: that of one arrangement among all. */
export function leastP(first: number, second: number): number {
  let arrangements = 1;
  for (let index = 1; index <= second; index += 1) arrangements *= (first + index) / index;
  return 1 / arrangements;
}

/**
 * P-values of several tests, adjusted so that the chance of even one false difference stays what it is for one test
 * (Holm, A Simple Sequentially Rejective Multiple Test Procedure, 1979). In the order given.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
  const adjusted: number[] = [];
  let least = 0;
  for (const [rank, index] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues[index] ?? 0) * (pValues.length - rank)));
    adjusted[index] = least;
  }
  return adjusted;
}
