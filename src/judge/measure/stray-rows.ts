/**
 * Rows of final states that no operation of the history explains.
 *
 * Definition: each write of the load is one row, named by writer and sequence, with the value that the operation carried
 * and the id of the server that executed it. A row is `unwritten` when no operation has its key; `changed` when the
 * operation, acknowledged or unknown, carried another value; `foreign` when the server it names is none of the cluster.
 * Rows of operations that surely failed are not judged here.
 * Censoring: a history that is cut short explains nothing; who uses this must look at the record's damage first.
 */
import type { DrillRecord, FinalState, OperationTable } from '../../history/record.ts';
import { outcomes } from '../../history/schema.ts';
import { oncePerRecord } from './once-per-record.ts';

/** In what way a row is not explained. */
export const strayKinds = ['unwritten', 'changed', 'foreign'] as const;
export type StrayKind = (typeof strayKinds)[number];

/** One row of a final state that no operation explains. */
export type StrayRow = {
  readonly final: FinalState;
  /** Of the final state. */
  readonly row: number;
  readonly kind: StrayKind;
  /** The value that the operation carried; undefined where there is none. */
  readonly written: number | undefined;
};

const failIndex = outcomes.indexOf('fail');

/** All such rows, by final state, ascending by key. */
export const strayRowsOf: (record: DrillRecord) => readonly StrayRow[] = oncePerRecord((record) => {
  const servers = serverIds(record);
  return record.finals.flatMap((final) => straysOf(final, record.operations, servers));
});

/** Goes through the operations, since rows are found faster than operations. Of several with one key the last counts. */
function straysOf(final: FinalState, operations: OperationTable, servers: ReadonlySet<number>): StrayRow[] {
  const { rows } = final;
  const { length, writer, sequence, value, outcome } = operations;
  const written = new Uint8Array(Math.ceil(rows.length / 8));
  const strays = new Map<number, StrayRow>();
  for (let operation = 0; operation < length; operation += 1) {
    const row = rows.find(writer[operation] ?? 0, sequence[operation] ?? 0);
    if (row < 0) continue;
    written[row >>> 3] = (written[row >>> 3] ?? 0) | (1 << (row & 7));
    const carried = value.at(operation);
    const isChanged = carried !== rows.value(row);
    const isStray = outcome[operation] !== failIndex && (isChanged || !servers.has(rows.serverId(row)));
    if (isStray) strays.set(row, { final, row, kind: isChanged ? 'changed' : 'foreign', written: carried });
    else if (strays.size > 0) strays.delete(row);
  }
  for (let row = 0; row < rows.length; row += 1) {
    const isWritten = ((written[row >>> 3] ?? 0) >>> (row & 7)) & 1;
    if (!isWritten) strays.set(row, { final, row, kind: 'unwritten', written: undefined });
  }
  return [...strays.values()].sort((one, other) => one.row - other.row);
}

/** The ids under which nodes were ever seen. */
function serverIds({ samples, finals }: DrillRecord): ReadonlySet<number> {
  const states = [...samples.map(({ state }) => state), ...finals.map(({ state }) => state)];
  return new Set(states.flatMap((state) => (state ? [state.serverId] : [])));
}
