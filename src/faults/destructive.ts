import type { ChangeKind } from '../formats/binlog/statement.ts';
import type { FaultName } from './list.ts';

/** Faults that destroy data on every node, and what that looks like in a binary log. */
const kinds = {
  'drop-database': 'drop-database',
  'drop-table': 'drop-table',
  truncate: 'truncate',
  'update-without-where': 'update',
  'delete-without-where': 'delete',
} as const satisfies Partial<Record<FaultName, ChangeKind>>;
export type DestructiveFault = keyof typeof kinds;

/** Their names. */
export const destructiveFaults: readonly string[] = Object.keys(kinds);

/** Whether only a backup brings back what a fault takes. */
export function isDestructive(fault: FaultName): fault is DestructiveFault {
  return fault in kinds;
}

/** The kind of its transaction in a binary log. */
export function kindOf(fault: DestructiveFault): (typeof kinds)[DestructiveFault] {
  return kinds[fault];
}
