import type { DrillRecord, FinalState } from '../../history/record.ts';
import { finalPrimaryOf } from './final-primary.ts';
import { oncePerRecord } from './once-per-record.ts';
import { indexRows, type RowIndex } from './row-index.ts';

/** Where the row of a write is at the end of a drill. */
export const places = {
  /** On no node. */
  nowhere: 0,
  /** With its value on another node than the final primary, or in data that recovery threw away. */
  elsewhere: 1,
  /** On the final primary, with another value than was written. */
  changed: 2,
  /** On the final primary, with its value. */
  primary: 3,
} as const;

/** For each row of the operation table, where its row is, and the server that executed it (0 when unknown). */
export type Placement = { readonly place: Uint8Array; readonly serverId: Uint32Array };

type Searched = { readonly rows: FinalState['rows']; readonly index: RowIndex };

/** Looks for every write of the record in all its final states. Without a final primary, none is there. */
export const placementOf: (record: DrillRecord) => Placement = oncePerRecord((record) => {
  const { operations } = record;
  const primary = finalPrimaryOf(record).state;
  const search = (state: FinalState): Searched => ({ rows: state.rows, index: indexRows(state) });
  const onPrimary = primary ? search(primary) : null;
  const others = record.finals.filter((final) => final !== primary).map(search);
  const place = new Uint8Array(operations.length);
  const serverId = new Uint32Array(operations.length);
  for (let row = 0; row < operations.length; row += 1) {
    const writer = operations.writer[row] ?? 0;
    const sequence = operations.sequence[row] ?? 0;
    const value = operations.value[row] ?? 0;
    const found = onPrimary?.index.find(writer, sequence) ?? -1;
    if (onPrimary && found >= 0) {
      place[row] = onPrimary.rows.value[found] === value ? places.primary : places.changed;
      serverId[row] = onPrimary.rows.serverId[found] ?? 0;
      continue;
    }
    for (const { rows, index } of others) {
      const there = index.find(writer, sequence);
      if (there < 0 || rows.value[there] !== value) continue;
      place[row] = places.elsewhere;
      serverId[row] = rows.serverId[there] ?? 0;
      break;
    }
  }
  return { place, serverId };
});
