import type { DrillRecord, OperationTable } from '../../history/record.ts';
import { oncePerRecord } from './once-per-record.ts';

/** Finds operations by the key of their row. */
export type OperationIndex = {
  /** The row of the operation table, or -1. */
  find(writer: number, sequence: number): number;
};

/** A writer counts from 1, so that its sequences fit a list; one that leaves out most of them has a map instead. */
const mostSlotsPerOperation = 8;

/** An index over all operations of a record. Of two with the same key, the one that ended last. */
export const operationIndexOf: (record: DrillRecord) => OperationIndex = oncePerRecord(indexOperations);

/** The same, of which nothing is kept. */
export function indexOperations({ operations }: DrillRecord): OperationIndex {
  const slots = slotsOf(operations);
  const { length, writer, sequence } = operations;
  for (let row = 0; row < length; row += 1) slots.get(writer[row] ?? 0)?.set(sequence[row] ?? 0, row);
  return { find: (of, number) => slots.get(of)?.get(number) ?? -1 };
}

type Slots = { get(sequence: number): number | undefined; set(sequence: number, row: number): void };

function slotsOf({ length, writer, sequence }: OperationTable): Map<number, Slots> {
  const counts = new Map<number, number>();
  const most = new Map<number, number>();
  for (let row = 0; row < length; row += 1) {
    const of = writer[row] ?? 0;
    counts.set(of, (counts.get(of) ?? 0) + 1);
    most.set(of, Math.max(most.get(of) ?? 0, sequence[row] ?? 0));
  }
  return new Map(
    [...counts].map(([of, count]) => {
      const last = most.get(of) ?? 0;
      return [of, last <= mostSlotsPerOperation * count ? list(last) : new Map<number, number>()];
    }),
  );
}

function list(last: number): Slots {
  const rows = new Int32Array(last + 1).fill(-1);
  return {
    get: (sequence) => rows[sequence],
    set: (sequence, row) => {
      rows[sequence] = row;
    },
  };
}
