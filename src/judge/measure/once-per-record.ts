import type { DrillRecord } from '../../history/record.ts';

/** Remembers what a costly pure function found in a record, for as long as the record lives. */
export function oncePerRecord<T>(compute: (record: DrillRecord) => T): (record: DrillRecord) => T {
  const known = new WeakMap<DrillRecord, { readonly result: T }>();
  return (record) => {
    const before = known.get(record);
    if (before) return before.result;
    const result = compute(record);
    known.set(record, { result });
    return result;
  };
}
