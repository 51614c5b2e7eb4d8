import type { FinalState } from '../../history/record.ts';
import { keyText } from './row-text.ts';

type Rows = FinalState['rows'];

/** One key under which two final states do not hold the same. -1 stands for no row. */
export type RowDifference = {
  readonly kind: 'missing' | 'extra' | 'different';
  readonly row: number;
  readonly otherRow: number;
};

/** Walks the rows of both in key order: what `other` lacks, has besides, or has with another content. */
export function* rowDifferences(a: Rows, b: Rows): Generator<RowDifference> {
  let row = 0;
  let otherRow = 0;
  while (row < a.length || otherRow < b.length) {
    const order = compareKeys(a, row, b, otherRow);
    if (order < 0) {
      yield { kind: 'missing', row, otherRow: -1 };
      row += 1;
    } else if (order > 0) {
      yield { kind: 'extra', row: -1, otherRow };
      otherRow += 1;
    } else {
      const same = a.value(row) === b.value(otherRow) && a.serverId(row) === b.serverId(otherRow);
      if (!same) yield { kind: 'different', row, otherRow };
      row += 1;
      otherRow += 1;
    }
  }
}

/** Below 0 when the left key comes first, above 0 when the right one does; an end comes after all keys. */
function compareKeys(a: Rows, left: number, b: Rows, right: number): number {
  if (left >= a.length) return 1;
  if (right >= b.length) return -1;
  const byWriter = a.writer(left) - b.writer(right);
  return byWriter === 0 ? a.sequence(left) - b.sequence(right) : byWriter;
}

/** The key of a difference. */
export function keyOf({ row, otherRow }: RowDifference, primary: FinalState, other: FinalState): string {
  return row >= 0 ? keyText(primary.rows, row) : keyText(other.rows, otherRow);
}

/** In which rows of the other tables two final states differ, a line each. */
export function tableDifferences(primary: FinalState, other: FinalState): string[] {
  const names = [...new Set([...primary.tables, ...other.tables].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [here, there] = [primary, other].map((final) => final.tables.find((table) => table.name === name));
    const [has, lacks] = here?.rows ? [primary, other] : [other, primary];
    if (!here?.rows && !there?.rows) return [];
    if (!here?.rows || !there?.rows) return [`${name}: on ${has.node}, no such table on ${lacks.node}`];
    const [rows, otherRows] = [byKey(here.rows), byKey(there.rows)];
    const keys = [...new Set([...rows.keys(), ...otherRows.keys()])].sort((one, two) => one - two);
    return keys.flatMap((key) => {
      const [one, two] = [rows.get(key), otherRows.get(key)];
      if (one === two) return [];
      return [
        `${name} with ${here.columns[0]} ${key}: ${one ?? 'missing'} on ${primary.node}, ${two ?? 'missing'} on ${other.node}`,
      ];
    });
  });
}

function byKey(rows: readonly (readonly number[])[]): Map<number, string> {
  return new Map(rows.map(([key = 0, ...content]) => [key, content.join(', ')]));
}
