import type { Damage } from '../../../../formats/binlog/damage.ts';
import type { Transaction } from '../../../../formats/binlog/transactions.ts';

/** Up to where the transactions of a chain are replayed. */
export type ReplayGoal =
  | { readonly kind: 'latest' }
  /** Everything before the transaction. */
  | { readonly kind: 'before-gtid'; readonly gtid: string }
  /** Everything before the first transaction that was committed at or after this (microseconds since the epoch). */
  | { readonly kind: 'before-time'; readonly us: number }
  /** Everything but the transaction. */
  | { readonly kind: 'except'; readonly gtid: string };

/** Up to where to restore: the newest full backup and no further, or what a replay leads to. */
export type RestoreGoal = ReplayGoal | { readonly kind: 'full' };

/** What `readTransactions` tells of a file. Asked only of the few files that are not replayed as a whole. */
export type ReadFile = (file: string) => AsyncIterable<Transaction | Damage>;

/** What was restored onto the service's own server, which runs. */
export type Restored = {
  readonly full: string;
  readonly gtids: string;
  /** Transactions of the old history that are left out. A new timeline uses up their GTIDs. */
  readonly abandoned: string;
  readonly replayed: number;
};
