/** A row of the workload `ledger`, by its key. The load has written it by the time it is changed. */
export type Key = { readonly writer: number; readonly sequence: number };

/** What is changed behind replication's back; a key each, so that each finding is known apart. */
export const planted = {
  changedOnOne: { writer: 1, sequence: 3 },
  changedOnAll: { writer: 2, sequence: 4 },
  /** No load gets so far. */
  phantom: { writer: 1, sequence: 3_999_999_999 },
  /** Of what `provision.definitions` makes. */
  index: { table: 'ledger.remarks', name: 'by_text' },
  view: 'ledger.newest',
  definer: "'leaver'@'%'",
} as const;

/** `writer 1 sequence 3`, as checks name it. */
export function keyWords({ writer, sequence }: Key): string {
  return `writer ${writer} sequence ${sequence}`;
}
