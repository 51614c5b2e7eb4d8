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

const executedSets = new WeakMap<Observation, TransactionSet>();

/**
 * What a server has executed. Read once an observation: judging a drill asks for the same ones again and again.
 *
 * @throws SyntaxError when it is not as the engine writes one
 */
export function executedBy(server: Observation): TransactionSet {
  const known = executedSets.get(server);
  if (known) return known;
  const executed = readTransactions(server.engine, server.executed);
  executedSets.set(server, executed);
  return executed;
}

/** What a server has received from its source, applied or not; empty without one. */
export function receivedBy({ engine, source }: Observation): TransactionSet {
  return readTransactions(engine, source?.received ?? '');
}
