/** Median of some numbers; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** One line of the bench's table: what, goal, what was measured, and each single value. */
export type Row = {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly values: string;
};

export function printTable(rows: readonly Row[]): void {
  const columns = ['what', 'goal', 'measured', 'values'] as const;
  const width = (column: (typeof columns)[number]): number =>
    Math.max(column.length, ...rows.map((row) => row[column].length));
  const line = (cells: Row): string =>
    columns
      .map((column) => cells[column].padEnd(width(column)))
      .join('  ')
      .trimEnd();
  console.log(line({ what: 'what', goal: 'goal', measured: 'measured', values: 'values' }));
  for (const row of rows) console.log(line(row));
}
