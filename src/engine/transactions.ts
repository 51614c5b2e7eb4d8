import { mariadbTransactions } from './mariadb/transactions.ts';
import { mysqlTransactions } from './mysql/transactions.ts';
import type { EngineName, Observation } from './observation.ts';
import type { TransactionSet } from './transaction-set.ts';

const readers: Readonly<Record<EngineName, (text: string) => TransactionSet>> = {
  mysql: mysqlTransactions,
  mariadb: mariadbTransactions,
};

/** Reads a set of transactions. @throws SyntaxError when it is not as the engine writes one */
export function readTransactions(engine: EngineName, text: string): TransactionSet {
  return readers[engine](text);
}

/** The sets that were read last, by their text. */
const executedSets = new Map<string, TransactionSet>();
const mostSets = 256;

/**
 * What a server has executed. Judging a drill asks for those of one time again and again: the last ones are kept.
 *
 * @throws SyntaxError when it is not as the engine writes one
 */
export function executedBy(server: Observation): TransactionSet {
  const text = `${server.engine} ${server.executed}`;
  const known = executedSets.get(text);
  if (known) return known;
  const executed = readTransactions(server.engine, server.executed);
  const [oldest] = executedSets.keys();
  if (oldest !== undefined && executedSets.size >= mostSets) executedSets.delete(oldest);
  executedSets.set(text, executed);
  return executed;
}

/** What a server has received from its source, applied or not; empty without one. */
export function receivedBy({ engine, source }: Observation): TransactionSet {
  return readTransactions(engine, source?.received ?? '');
}
