import type { Observation } from '../../engine/observation.ts';
import { surplusOf } from '../../engine/surplus.ts';
import type { TransactionSet } from '../../engine/transaction-set.ts';
import { executedBy } from '../../engine/transactions.ts';
import { counted } from '../../evidence.ts';

/** What a node has executed, beside what its primary has. */
export type TransactionGap = {
  /** How many transactions of the primary it lacks. */
  readonly behind: number;
  /** How many it has that the primary lacks. */
  readonly ahead: number;
  /** In words, with the transactions, and with what keeps it from getting them; empty where there is no gap. */
  readonly texts: readonly string[];
};

/** The gap between a node and its primary, by their executed GTID sets; null where one of these is no such set, or both are empty. */
export function transactionGap(node: Observation, primary: Observation): TransactionGap | null {
  let lacks: TransactionSet;
  let own: TransactionSet;
  try {
    const executed = executedBy(primary);
    lacks = executed.minus(executedBy(node));
    own = surplusOf(node, primary);
    if (executed.isEmpty && own.isEmpty) return null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const [behind, ahead] = [lacks.count, own.count];
  const texts = [];
  if (behind > 0) texts.push(`behind by ${counted(behind, 'transaction')} (${lacks}; ${standstillOf(node)})`);
  if (ahead > 0) texts.push(`ahead by ${counted(ahead, 'transaction')} that the primary lacks (${own})`);
  return { behind, ahead, texts };
}

/** What keeps a node from executing what it lacks, as it says itself. */
function standstillOf({ source, group }: Observation): string {
  if (group && group.state !== 'OFFLINE') {
    return group.state === 'ONLINE'
      ? 'a member of the group, still applying'
      : `in the group as ${group.state}`;
  }
  if (!source) return 'it replicates from nobody';
  const { receiver, applier } = source;
  const reasons = [
    ...(receiver === 'on' && !source.receiverError
      ? []
      : [withReason(`receiver ${receiver}`, source.receiverError)]),
    ...(applier === 'on' && !source.applierError
      ? []
      : [withReason(`applier ${applier}`, source.applierError)]),
  ];
  return reasons.length > 0 ? reasons.join('; ') : `it replicates from ${source.host} without an error`;
}

function withReason(what: string, error: string): string {
  return error === '' ? `${what}, without an error` : `${what}: ${error}`;
}
