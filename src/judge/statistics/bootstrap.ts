/** A value that the median of a resample may take, and how often it does. */
export type Weighted = { readonly value: number; readonly probability: number };

/**
 * The bootstrap distribution of the median: of all n^n ways to draw n values from n with replacement, ascending by the
 * median that they have. It is worked out, not drawn, so that it needs no seed and has no error of its own (Maritz and
 * Jarrett, A Note on Estimating the Variance of the Sample Median, 1978; Efron, The Jackknife, the Bootstrap and Other
 * Resampling Plans, 1982, chapter 10).
 */
export function resampledMedians(sorted: Float64Array): Weighted[] {
  const n = sorted.length;
  const half = Math.ceil(n / 2);
  const halves = Math.exp(logChoose(n, half));
  const found: Weighted[] = [];
  for (let lower = 1; lower <= n; lower += 1) {
    // The lower of the two in the middle (or the one) is the value of this rank.
    let left = atLeast(n, half, lower / n) - atLeast(n, half, (lower - 1) / n);
    const own = sorted[lower - 1] ?? 0;
    for (let upper = lower + 1; n % 2 === 0 && upper <= n; upper += 1) {
      const below = (lower / n) ** half - ((lower - 1) / n) ** half;
      const above = ((n - upper + 1) / n) ** half - ((n - upper) / n) ** half;
      const probability = halves * below * above;
      left -= probability;
      found.push({ value: (own + (sorted[upper - 1] ?? 0)) / 2, probability });
    }
    found.push({ value: own, probability: left });
  }
  return found.sort((a, b) => a.value - b.value);
}

/** The least value that `share` of a distribution are not above. */
export function weightedQuantile(ascending: readonly Weighted[], share: number): number {
  const roundingError = 1e-9;
  let sum = 0;
  for (const { value, probability } of ascending) {
    sum += probability;
    if (sum >= share - roundingError) return value;
  }
  return ascending.at(-1)?.value ?? Number.NaN;
}

/** The probability of `least` successes or more in `n` trials. */
function atLeast(n: number, least: number, probability: number): number {
  let sum = 0;
  for (let k = least; k <= n; k += 1) {
    sum += Math.exp(logChoose(n, k)) * probability ** k * (1 - probability) ** (n - k);
  }
  return sum;
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let index = 1; index <= k; index += 1) sum += Math.log((n - k + index) / index);
  return sum;
}
