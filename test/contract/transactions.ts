import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TransactionSet } from '../../src/engine/transaction-set.ts';

/** What an engine hands to its contract: how it reads sets, and how it writes one transaction. */
export type TransactionsOfEngine = {
  read(text: string): TransactionSet;
  /** The text of the set that has just these: by identity, and number from 1 on. */
  write(transactions: readonly (readonly [identity: string, number: number])[]): string;
  /** Two identities that transactions can carry. */
  readonly identities: readonly [string, string];
};

/** Every engine's sets of transactions are sets, whatever they look like: held against plain sets of names. */
export function transactionsContract(engine: string, { read, write, identities }: TransactionsOfEngine) {
  const transaction = fc.tuple(fc.constantFrom(...identities), fc.integer({ min: 1, max: 12 }));
  const plainSet = fc.uniqueArray(transaction, { selector: String, maxLength: 20 });
  const named = (set: readonly (readonly [string, number])[]) => new Set(set.map(String));
  const setOf = (names: ReadonlySet<string>): TransactionSet =>
    read(write([...names].map((name) => [name.split(',')[0] ?? '', Number(name.split(',')[1])])));

  describe(`transactions of ${engine}`, () => {
    test('union, difference, intersection and containment are those of sets', () => {
      fc.assert(
        fc.property(plainSet, plainSet, (one, other) => {
          const [a, b] = [named(one), named(other)];
          const [x, y] = [setOf(a), setOf(b)];
          expect(x.union(y).toString()).toBe(setOf(a.union(b)).toString());
          expect(x.minus(y).toString()).toBe(setOf(a.difference(b)).toString());
          expect(x.intersection(y).toString()).toBe(setOf(a.intersection(b)).toString());
          expect(x.contains(y)).toBe(b.isSubsetOf(a));
          expect(x.count).toBe(a.size);
          expect(x.isEmpty).toBe(a.size === 0);
        }),
      );
    });

    test('a set falls into those of an identity and those of all others', () => {
      fc.assert(
        fc.property(plainSet, fc.constantFrom(...identities), (one, identity) => {
          const set = setOf(named(one));
          const own = one.filter(([carried]) => carried === identity);
          expect(set.of(identity).count).toBe(own.length);
          expect(set.notOf(identity).count).toBe(one.length - own.length);
          expect(set.of(identity).union(set.notOf(identity)).toString()).toBe(set.toString());
        }),
      );
    });

    test('equal sets have equal texts, in whatever order they were written, and are read back as they are', () => {
      fc.assert(
        fc.property(plainSet, (one) => {
          const text = read(write(one)).toString();
          expect(read(write([...one].reverse())).toString()).toBe(text);
          expect(read(text).toString()).toBe(text);
        }),
      );
    });

    test('nothing is changed by asking', () => {
      const set = read(write([[identities[0], 1]]));
      const before = set.toString();
      set.union(read(write([[identities[1], 2]])));
      set.minus(set);
      expect(set.toString()).toBe(before);
    });

    test('the empty text is the empty set, and what is no set is refused', () => {
      expect(read('').isEmpty).toBe(true);
      expect(() => read('no set of transactions')).toThrow(SyntaxError);
    });
  });
}
