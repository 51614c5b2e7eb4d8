import type { Column } from '../../history/packed-column.ts';

/** Index of the first value that is not below `bound`, in ascending values. */
export function lowerBound(values: Column, bound: number): number {
  let from = 0;
  let to = values.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((values.at(middle) ?? 0) < bound) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Index of the last value that is not above `bound`, in ascending values; -1 when all are above it. */
export function lastAtOrBelow(values: Column, bound: number): number {
  let from = 0;
  let to = values.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((values.at(middle) ?? 0) <= bound) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

/** The nearest-rank quantile of ascending values (`share` of them are not above it); null of none. */
export function quantile(sorted: Float64Array, share: number): number | null {
  return sorted[rankOf(sorted.length, share)] ?? null;
}

/** Where in so many ascending values their nearest-rank quantile stands. */
export function rankOf(count: number, share: number): number {
  return Math.max(Math.ceil(count * share) - 1, 0);
}
