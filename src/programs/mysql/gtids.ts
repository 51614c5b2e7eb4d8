import type { Connection, RowDataPacket } from 'mysql2/promise';
import { environmentError } from '../../errors.ts';
import { formatGtidSet, isEmptyGtidSet, parseGtidSet, subtractGtidSets } from '../../formats/gtid.ts';
import { DeadlineError, waitFor } from '../../wait.ts';
import { readState } from './server-state.ts';

/** All transactions that a server has executed, without white space. */
export async function executedOn(server: Connection): Promise<string> {
  const [[row]] = await server.query<(RowDataPacket & { executed: string })[]>(
    'SELECT @@GLOBAL.gtid_executed AS executed',
  );
  return (row?.executed ?? '').replaceAll('\n', '');
}

/**
 * Waits until a server has committed all of `gtids`.
 *
 * @throws Error when it has not within `deadlineMs` (resolution: 1 s, rounded up)
 */
export async function waitUntilApplied(server: Connection, gtids: string, deadlineMs: number): Promise<void> {
  const seconds = Math.max(1, Math.ceil(deadlineMs / 1000));
  const applied = await isAppliedWithin(server, gtids, seconds * 1000);
  if (!applied) throw new Error(`It has not applied what it received within ${seconds} s.`);
}

/** Whether a server has committed all of `gtids`, or does so within so many ms. */
export async function isAppliedWithin(server: Connection, gtids: string, withinMs: number): Promise<boolean> {
  const [[row]] = await server.query<(RowDataPacket & { late: number })[]>(
    'SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS late',
    [gtids, withinMs / 1000],
  );
  return row?.late === 0;
}

/**
 * Waits until a replica has executed a set of transactions.
 *
 * @param who as errors name it
 * @throws DrillError (exit 3) with the replica's own words when it cannot apply, or what it lacks when time is up
 */
export async function waitUntilExecuted(
  replica: Connection,
  gtids: string,
  who: string,
  deadlineMs: number,
): Promise<void> {
  const goal = parseGtidSet(gtids);
  const options = { what: `${who} to catch up`, deadlineMs, everyMs: 20 };
  await waitFor(options, async () => {
    const { gtidExecuted, source } = await readState(replica);
    const missing = subtractGtidSets(goal, parseGtidSet(gtidExecuted));
    if (isEmptyGtidSet(missing)) return { done: true, value: undefined };
    if (source?.applierError) throw environmentError(`${who} cannot go on: ${source.applierError}`);
    // A receiver connects again by itself: what it says is final only when time is up.
    const words = [`it lacks ${formatGtidSet(missing)}`, source?.receiverError].filter(Boolean);
    return { done: false, state: words.join('; ') };
  }).catch((error: unknown) => {
    throw error instanceof DeadlineError ? environmentError(error.message) : error;
  });
}

/** Commits a transaction's GTID empty: the server then skips the transaction itself. */
export async function skipTransaction(server: Connection, gtid: string): Promise<void> {
  await server.query('SET SESSION gtid_next = ?', [gtid]);
  await server.query('BEGIN');
  await server.query('COMMIT');
  await server.query('SET SESSION gtid_next = AUTOMATIC');
}

/**
 * Marks what a server has not executed of `known` as executed, so that no number is ever given to another transaction,
 * and no old binary log can bring one back. Its appliers must be stopped. Resolves with what that is.
 */
export async function useUpRest(server: Connection, known: string): Promise<string> {
  const rest = formatGtidSet(subtractGtidSets(parseGtidSet(known), parseGtidSet(await executedOn(server))));
  if (rest === '') return '';
  await server.query('SET GLOBAL gtid_purged = ?', [`+${rest}`]);
  return rest;
}
