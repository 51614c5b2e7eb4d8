import { PackedColumn } from '../../history/packed-column.ts';
import type { DrillRecord } from '../../history/record.ts';
import { finalPrimaryOf } from './final-primary.ts';
import { oncePerRecord } from './once-per-record.ts';

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
export type Placement = { readonly place: PackedColumn; readonly serverId: PackedColumn };

/** Looks for every write of the record in all its final states. Without a final primary, none is there. */
export const placementOf: (record: DrillRecord) => Placement = oncePerRecord((record) => {
  const { operations } = record;
  const primary = finalPrimaryOf(record).state;
  const onPrimary = primary?.rows;
  const others = record.finals.filter((final) => final !== primary).map(({ rows }) => rows);
  const place = new PackedColumn();
  const serverId = new PackedColumn();
  const put = (row: number, where: number, by: number): void => {
    place.set(row, where);
    serverId.set(row, by);
  };
  for (let row = 0; row < operations.length; row += 1) {
    const writer = operations.writer[row] ?? 0;
    const sequence = operations.sequence[row] ?? 0;
    const value = operations.value.at(row) ?? 0;
    const found = onPrimary?.find(writer, sequence) ?? -1;
    if (onPrimary && found >= 0) {
      const where = onPrimary.value(found) === value ? places.primary : places.changed;
      put(row, where, onPrimary.serverId(found));
      continue;
    }
    put(row, places.nowhere, 0);
    for (const rows of others) {
      const there = rows.find(writer, sequence);
      if (there < 0 || rows.value(there) !== value) continue;
      put(row, places.elsewhere, rows.serverId(there));
      break;
    }
  }
  return { place, serverId };
});
