import type { TransactionSet } from '../../src/engine/transaction-set.ts';

/** A second engine, in memory: it writes transactions as `a1 a2 b1`, so that nothing of MySQL's words can be meant. */
export function toyTransactions(text: string): TransactionSet {
  const names = text.split(' ').filter((name) => name !== '');
  const unfit = names.find((name) => !/^[a-z]\d+$/.test(name));
  if (unfit !== undefined) throw new SyntaxError(`expected a transaction such as a1, found "${unfit}"`);
  return new ToySet(new Set(names));
}

class ToySet implements TransactionSet {
  readonly #names: ReadonlySet<string>;

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
  }

  get isEmpty() {
    return this.#names.size === 0;
  }

  get count() {
    return this.#names.size;
  }

  contains(other: TransactionSet) {
    return ToySet.names(other).isSubsetOf(this.#names);
  }

  minus(other: TransactionSet) {
    return new ToySet(this.#names.difference(ToySet.names(other)));
  }

  union(other: TransactionSet) {
    return new ToySet(this.#names.union(ToySet.names(other)));
  }

  intersection(other: TransactionSet) {
    return new ToySet(this.#names.intersection(ToySet.names(other)));
  }

  of(identity: string) {
    return new ToySet(new Set([...this.#names].filter((name) => name.startsWith(identity))));
  }

  notOf(identity: string) {
    return new ToySet(new Set([...this.#names].filter((name) => !name.startsWith(identity))));
  }

  toString() {
    return [...this.#names].sort().join(' ');
  }

  static names(set: TransactionSet): ReadonlySet<string> {
    if (set instanceof ToySet) return set.#names;
    throw new TypeError('expected sets of one engine');
  }
}
