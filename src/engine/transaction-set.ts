/** A set of transactions, of one engine. Never changed: what is made of it is another one. */
export type TransactionSet = {
  readonly isEmpty: boolean;
  readonly count: number;
  contains(other: TransactionSet): boolean;
  /** Those of this set that `other` lacks. */
  minus(other: TransactionSet): TransactionSet;
  union(other: TransactionSet): TransactionSet;
  intersection(other: TransactionSet): TransactionSet;
  /** Those that carry the identity of this server or group. */
  of(identity: string): TransactionSet;
  /** Those that carry any other one. */
  notOf(identity: string): TransactionSet;
  /** As the engine writes it. */
  toString(): string;
};
