import { formatGtidSet, isEmptyGtidSet, parseGtidSet, subtractGtidSets } from '../../formats/gtid.ts';
import type { Session } from '../session.ts';
import { observe } from './observe.ts';

/** Commits a transaction's GTID empty: the server then skips the transaction itself. */
export async function skipTransaction(connection: Session, gtid: string): Promise<void> {
  await connection.query('SET SESSION gtid_next = ?', [gtid]);
  await connection.query('BEGIN');
  await connection.query('COMMIT');
  await connection.query('SET SESSION gtid_next = AUTOMATIC');
}

/**
 * Marks what a server has not executed of `known` as executed, so that no number is ever given to another transaction,
 * and no old binary log can bring one back. Its appliers must be stopped. Resolves with what that is.
 */
export async function useUp(connection: Session, known: string): Promise<string> {
  const executed = parseGtidSet((await observe(connection)).executed);
  const abandoned = subtractGtidSets(parseGtidSet(known), executed);
  if (isEmptyGtidSet(abandoned)) return '';
  await connection.query('SET GLOBAL gtid_purged = ?', [`+${formatGtidSet(abandoned)}`]);
  return formatGtidSet(abandoned);
}
