import type { OperationTable } from '../../history/record.ts';

/**
 * The row of the operation with a key, of several the one that ended last; -1 where there is none. Goes through the table: for
 * the few that are told of.
 */
export function lastOperationOf(
  { length, writer, sequence }: OperationTable,
  key: { readonly writer: number; readonly sequence: number },
): number {
  for (let row = length - 1; row >= 0; row -= 1)
    if (sequence[row] === key.sequence && writer[row] === key.writer) return row;
  return -1;
}
