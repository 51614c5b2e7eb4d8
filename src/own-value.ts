/**
 * The value that a record has under a key itself. Keys come from people: plain access would find `constructor` and
 * `toString` in every object.
 */
export function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
