/**
 * Rows of final states that no operation of the history explains.
 *
 * Definition: each write of the load is one row, named by writer and sequence, with the value that the operation carried
 * and the id of the server that executed it. A row is `unwritten` when no operation has its key; `changed` when the
 * operation, acknowledged or unknown, carried another value; `foreign` when the server it names is none of the cluster.
 * Rows of operations that surely failed are not judged here.
 * Censoring: a history that is cut short explains nothing; who uses this must look at the record's damage first.
 */
import type { DrillRecord, FinalState } from '../../history/record.ts';
import { outcomes } from '../../history/schema.ts';
import { oncePerRecord } from './once-per-record.ts';
import { indexOperations } from './operation-index.ts';

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
  const { operations, finals } = record;
  const index = indexOperations(record);
  const servers = serverIds(record);
  const strays: StrayRow[] = [];
  for (const final of finals) {
    const { rows } = final;
    for (let row = 0; row < rows.length; row += 1) {
      const operation = index.find(rows.writer(row), rows.sequence(row));
      if (operation < 0) {
        strays.push({ final, row, kind: 'unwritten', written: undefined });
        continue;
      }
      if (operations.outcome[operation] === failIndex) continue;
      const written = operations.value[operation];
      if (written !== rows.value(row)) strays.push({ final, row, kind: 'changed', written });
      else if (!servers.has(rows.serverId(row))) strays.push({ final, row, kind: 'foreign', written });
    }
  }
  return strays;
});

/** The ids under which nodes were ever seen. */
function serverIds({ samples, finals }: DrillRecord): ReadonlySet<number> {
  const states = [...samples.map(({ state }) => state), ...finals.map(({ state }) => state)];
  return new Set(states.flatMap((state) => (state ? [state.serverId] : [])));
}
