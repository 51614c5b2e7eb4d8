import type { BesideOperation } from '../../history/beside.ts';
import { type Statement, transaction } from './operations.ts';

/** A transaction that was sent. Of one that was acknowledged the reads are known; of others, what they tried to append. */
export type Txn = {
  readonly operation: BesideOperation;
  readonly statements: readonly Statement[];
};

/** Who appended what, and in which order, as far as reads tell. */
export type Lists = {
  /** Those that were acknowledged or whose outcome is unknown: the nodes of the graph, by their index. */
  readonly txns: readonly Txn[];
  /** Who appended an element: an index of `txns`; undefined where nobody did that may have committed. */
  writerOf(key: number, element: number): number | undefined;
  /** Whether it was appended by a transaction that surely did not commit. */
  isAborted(key: number, element: number): boolean;
  /** Whether somebody may read this element only between two statements of its writer. */
  isIntermediate(key: number, element: number): boolean;
};

/** Elements of one key that fit into 24 bits, and keys into 28: more than any drill appends. */
function id(key: number, element: number): number {
  return key * 2 ** 24 + element;
}

export function listsOf(operations: readonly BesideOperation[]): Lists {
  const writers = new Map<number, number>();
  const aborted = new Set<number>();
  const intermediate = new Set<number>();
  const txns: Txn[] = [];
  for (const operation of operations) {
    if (operation.process === null) continue;
    const committed = operation.outcome === 'ok';
    const statements = transaction.parse(committed ? operation.result : operation.value);
    if (operation.outcome !== 'fail') txns.push({ operation, statements });
    const last = new Map<number, number>();
    for (const [what, key, element] of statements) {
      if (what !== 'append') continue;
      if (operation.outcome === 'fail') aborted.add(id(key, element));
      else writers.set(id(key, element), txns.length - 1);
      const before = last.get(key);
      if (before !== undefined) intermediate.add(id(key, before));
      last.set(key, element);
    }
  }
  return {
    txns,
    writerOf: (key, element) => writers.get(id(key, element)),
    isAborted: (key, element) => aborted.has(id(key, element)),
    isIntermediate: (key, element) => intermediate.has(id(key, element)),
  };
}

/** A list as it was read by an acknowledged transaction, or on a node at the end (`txn` is -1). */
export type Read = { readonly txn: number; readonly key: number; readonly elements: readonly number[] };

export function readsOf({ txns }: Pick<Lists, 'txns'>): Read[] {
  return txns.flatMap(({ operation, statements }, txn) =>
    operation.outcome === 'ok'
      ? statements.flatMap(([what, key, elements]) =>
          what === 'r' && elements !== null ? [{ txn, key, elements }] : [],
        )
      : [],
  );
}

/** The longest list of each key that anybody read, without what was rolled back. */
export function longestOf(reads: readonly Read[], { isAborted }: Lists): Map<number, readonly number[]> {
  const longest = new Map<number, readonly number[]>();
  for (const { key, elements } of reads) {
    if (elements.length <= (longest.get(key)?.length ?? 0)) continue;
    const kept = elements.filter((element) => !isAborted(key, element));
    if (kept.length > (longest.get(key)?.length ?? 0)) longest.set(key, kept);
  }
  return longest;
}
