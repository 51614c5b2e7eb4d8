/**
 * Sorts rows in place by a number that each has; equal ones keep their order. Rows that are nearly sorted take about one look
 * each: of parts that follow each other, only what overlaps is merged. Takes up to four bytes a row while it works.
 */
export function sortedBy<Rows extends Uint32Array>(rows: Rows, keyOf: (row: number) => number): Rows {
  const { length } = rows;
  for (let width = 1; width < length; width *= 2) {
    for (let from = 0; from + width < length; from += 2 * width) {
      const middle = from + width;
      if (keyOf(rows[middle - 1] ?? 0) <= keyOf(rows[middle] ?? 0)) continue;
      merge(rows, { from, middle, to: Math.min(middle + width, length) }, keyOf);
    }
  }
  return rows;
}

type Parts = { readonly from: number; readonly middle: number; readonly to: number };

function merge(rows: Uint32Array, { from: begin, middle, to }: Parts, keyOf: (row: number) => number): void {
  // What comes before all of the right part stays where it is: mostly, that is nearly all of the left one.
  const from = firstAbove(rows, begin, middle, keyOf(rows[middle] ?? 0), keyOf);
  const left = rows.slice(from, middle);
  const lefts = left.length;
  let at = 0;
  let next = middle;
  for (let place = from; at < lefts; place += 1) {
    const one = left[at] ?? 0;
    const other = rows[next] ?? 0;
    if (next < to && keyOf(other) < keyOf(one)) {
      rows[place] = other;
      next += 1;
    } else {
      rows[place] = one;
      at += 1;
    }
  }
}

/** The first of some sorted rows whose number is above a bound. */
function firstAbove(
  rows: Uint32Array,
  begin: number,
  end: number,
  bound: number,
  keyOf: (row: number) => number,
): number {
  let [from, to] = [begin, end];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (keyOf(rows[middle] ?? 0) <= bound) from = middle + 1;
    else to = middle;
  }
  return from;
}
