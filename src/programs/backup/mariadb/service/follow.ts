import { type Connection, escape as quote, type RowDataPacket } from 'mysql2/promise';
import { environmentError } from '../../../../errors.ts';
import { parsePosition, reaches } from '../../../../formats/mariadb-gtid.ts';
import { DeadlineError, waitFor } from '../../../../wait.ts';
import type { Account, ServerAddress } from '../../../mysql/session.ts';
import { positionOn } from './servers.ts';

const withinMs = 300_000;

/** Tells the restored server from whom it is to receive, once it is started. */
export async function pointAt(
  own: Connection,
  { host, port }: ServerAddress,
  account: Account,
): Promise<void> {
  await own.query('STOP SLAVE');
  await own.query(
    `CHANGE MASTER TO MASTER_HOST = ${quote(host)}, MASTER_PORT = ${port},
       MASTER_USER = ${quote(account.user)}, MASTER_PASSWORD = ${quote(account.password)}, MASTER_SSL = 0,
       MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1`,
  );
}

type Channel = RowDataPacket & { readonly Last_SQL_Error: string; readonly Last_IO_Error: string };

/**
 * Resolves when a server has all before a position.
 *
 * @throws DrillError (exit 3) with the replica's own words when it cannot apply, or where it is when time is up
 */
export async function untilAt(server: Connection, goal: string, who: string): Promise<void> {
  const wanted = parsePosition(goal);
  await waitFor({ what: `${who} to be at ${goal}`, deadlineMs: withinMs, everyMs: 20 }, async () => {
    const position = await positionOn(server);
    if (reaches(parsePosition(position), wanted)) return { done: true, value: undefined };
    const [[channel]] = await server.query<Channel[]>('SHOW REPLICA STATUS');
    if (channel?.Last_SQL_Error) throw environmentError(`${who} cannot go on: ${channel.Last_SQL_Error}`);
    return { done: false, state: `it is at ${position}. ${channel?.Last_IO_Error ?? ''}`.trim() };
  }).catch((error: unknown) => {
    throw error instanceof DeadlineError ? environmentError(error.message) : error;
  });
}
