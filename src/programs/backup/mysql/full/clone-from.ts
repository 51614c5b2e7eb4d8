import { type Connection, escape as quote, type RowDataPacket } from 'mysql2/promise';
import { environmentError, messageOf } from '../../../../errors.ts';
import { waitFor } from '../../../../wait.ts';
import { saysGoingDown } from '../../../mysql/going-down.ts';
import type { Account, ServerAddress } from '../../../mysql/session.ts';

const withinMs = 300_000;

type Progress = RowDataPacket & { state: string; error: string };

/**
 * Replaces the data of the service's own server by a copy of the donor's. Needs the clone plugin on both, and an account
 * with BACKUP_ADMIN on the donor. The server restarts as the last thing it does for it: its session breaks.
 *
 * @param reopen opens another session, as soon as the restarted server greets
 * @throws DrillError (exit 3) when the copy fails or takes longer than five minutes
 */
export async function cloneFrom(
  server: Connection,
  donor: ServerAddress,
  { user, password }: Account,
  reopen: () => Promise<Connection>,
): Promise<void> {
  await server.query('SET GLOBAL clone_valid_donor_list = ?', [`${donor.name}:${donor.port}`]);
  const from = `${quote(user)}@${quote(donor.name)}:${donor.port}`;
  try {
    await server.query(`CLONE INSTANCE FROM ${from} IDENTIFIED BY ${quote(password)}`);
  } catch (error) {
    if (!saysGoingDown(error)) throw failed(donor, messageOf(error));
  }
  await waitFor({ what: 'the copy', deadlineMs: withinMs, everyMs: 100 }, async () => {
    const { state, error } = await readProgress(reopen).catch((late: unknown) => ({
      state: messageOf(late),
      error: '',
    }));
    if (state === 'Failed') throw failed(donor, error);
    return state === 'Completed' ? { done: true, value: undefined } : { done: false, state };
  });
}

async function readProgress(reopen: () => Promise<Connection>): Promise<{ state: string; error: string }> {
  const session = await reopen();
  try {
    const sql = 'SELECT STATE AS state, ERROR_MESSAGE AS error FROM performance_schema.clone_status';
    const [[row]] = await session.query<Progress[]>(sql);
    return row ?? { state: 'no copy was begun', error: '' };
  } finally {
    session.destroy();
  }
}

function failed(donor: ServerAddress, reason: string): Error {
  return environmentError(`The copy of ${donor.name} failed: ${reason}`, {
    hint: 'both servers need the clone plugin, and the replication account BACKUP_ADMIN on the one copied',
  });
}
