/** For each column of pixels, the least and the greatest of the values that fall in it. */
export type Extremes = { readonly min: Float64Array; readonly max: Float64Array };

/**
 * Downsamples by minimum and maximum, never by the mean: a mean would hide a short outage.
 * At most `columns` columns; with fewer values than that, each value is a column of its own.
 */
export function extremes(values: ArrayLike<number>, columns: number): Extremes {
  const width = Math.min(columns, values.length);
  const min = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  for (let index = 0; index < values.length; index += 1) {
    const column = columnOf(index, values.length, width);
    const value = values[index] ?? Number.NaN;
    if (value < (min[column] ?? 0)) min[column] = value;
    if (value > (max[column] ?? 0)) max[column] = value;
  }
  return { min, max };
}

/** The column that value `index` of `count` falls in. */
export function columnOf(index: number, count: number, columns: number): number {
  return Math.floor((index * columns) / count);
}
