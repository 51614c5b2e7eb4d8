import type { FinalState } from '../../history/record.ts';

/** Finds rows of a final state by their key. */
export type RowIndex = {
  /** The index of the row, or -1. */
  find(writer: number, sequence: number): number;
};

/**
 * An index over rows that ascend by writer and sequence. It takes no memory to speak of: a writer's sequences are
 * whole numbers that ascend, so the place of a row is known but for the rows that are missing before it.
 */
export function indexRows({ rows }: FinalState): RowIndex {
  const ranges = rangesOf(rows.writer, rows.length);
  const at = (row: number): number => rows.sequence[row] ?? 0;
  return {
    find: (writer, sequence) => {
      const range = ranges.get(writer);
      if (!range) return -1;
      let from = Math.max(range.from, range.to - 1 - (at(range.to - 1) - sequence));
      let to = Math.min(range.to, range.from + (sequence - at(range.from)) + 1);
      while (from < to) {
        const middle = (from + to) >>> 1;
        const found = at(middle);
        if (found === sequence) return middle;
        if (found < sequence) from = middle + 1;
        else to = middle;
      }
      return -1;
    },
  };
}

type Range = { readonly from: number; readonly to: number };

function rangesOf(writer: Uint32Array, length: number): Map<number, Range> {
  const ranges = new Map<number, Range>();
  let from = 0;
  for (let row = 1; row <= length; row += 1) {
    if (row < length && writer[row] === writer[from]) continue;
    ranges.set(writer[from] ?? 0, { from, to: row });
    from = row;
  }
  return ranges;
}
