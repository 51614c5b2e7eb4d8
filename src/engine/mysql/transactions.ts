import {
  containsGtidSet,
  countGtids,
  formatGtidSet,
  type GtidSet,
  gtidsOf,
  intersectGtidSets,
  isEmptyGtidSet,
  parseGtidSet,
  subtractGtidSets,
  uniteGtidSets,
} from '../../formats/gtid.ts';
import type { TransactionSet } from '../transaction-set.ts';

/** A set of GTIDs as MySQL writes it. @throws SyntaxError when it is none */
export function mysqlTransactions(text: string): TransactionSet {
  return new MysqlTransactions(parseGtidSet(text));
}

class MysqlTransactions implements TransactionSet {
  readonly #set: GtidSet;

  constructor(set: GtidSet) {
    this.#set = set;
  }

  get isEmpty(): boolean {
    return isEmptyGtidSet(this.#set);
  }

  get count(): number {
    return countGtids(this.#set);
  }

  contains(other: TransactionSet): boolean {
    return containsGtidSet(this.#set, gtidsIn(other));
  }

  minus(other: TransactionSet): TransactionSet {
    return new MysqlTransactions(subtractGtidSets(this.#set, gtidsIn(other)));
  }

  union(other: TransactionSet): TransactionSet {
    return new MysqlTransactions(uniteGtidSets(this.#set, gtidsIn(other)));
  }

  intersection(other: TransactionSet): TransactionSet {
    return new MysqlTransactions(intersectGtidSets(this.#set, gtidsIn(other)));
  }

  of(identity: string): TransactionSet {
    return new MysqlTransactions(gtidsOf(this.#set, identity));
  }

  notOf(identity: string): TransactionSet {
    return new MysqlTransactions(gtidsOf(this.#set, identity, 'except'));
  }

  toString(): string {
    return formatGtidSet(this.#set);
  }

  static gtids(set: TransactionSet): GtidSet {
    if (set instanceof MysqlTransactions) return set.#set;
    throw new TypeError('Expected two sets of MySQL transactions, found one of another engine.');
  }
}

const gtidsIn = MysqlTransactions.gtids;
