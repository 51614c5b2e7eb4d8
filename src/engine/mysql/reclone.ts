import { escape as quote } from 'mysql2';
import { environmentError, messageOf } from '../../errors.ts';
import { waitFor } from '../../wait.ts';
import type { Session } from '../session.ts';
import type { Account, Accounts, NodeAddress } from '../types.ts';

const withinMs = 300_000;

type CloneRow = { readonly state: string; readonly error: string };

/**
 * Replaces a replica's data by a copy of the primary's. It comes back read-only, following nobody; the failover
 * manager then sees that it is clean and lets it rejoin.
 *
 * @throws DrillError (exit 3) when the copy fails or takes longer than five minutes
 */
export async function reclone(node: Session, primary: NodeAddress, accounts: Accounts): Promise<void> {
  // It shows the failover manager that somebody works on the node: it must not resume what is stopped next.
  await node.query('SET GLOBAL super_read_only = OFF');
  try {
    await node.query('STOP REPLICA');
    await node.query('RESET REPLICA ALL');
  } catch (error) {
    await node.query('SET GLOBAL super_read_only = ON');
    throw error;
  }
  await cloneFrom(node, primary, accounts.replication);
}

/**
 * Replaces a server's data by a copy of the donor's (CLONE INSTANCE). The server keeps its server_uuid and restarts.
 * Resolves when the copy is complete and the server answers again. Needs the clone plugin on both.
 *
 * @throws DrillError (exit 3) when the copy fails or takes longer than five minutes
 */
export async function cloneFrom(
  node: Session,
  donor: NodeAddress,
  { user, password }: Account,
): Promise<void> {
  await node.query(`SET GLOBAL clone_valid_donor_list = ${quote(`${donor.name}:${donor.port}`)}`);
  // CLONE is refused while super_read_only is on. read_only stays on: applications still cannot write.
  await node.query('SET GLOBAL super_read_only = OFF');
  const from = `${quote(user)}@${quote(donor.name)}:${donor.port}`;
  try {
    await node.query(`CLONE INSTANCE FROM ${from} IDENTIFIED BY ${quote(password)}`);
  } catch (error) {
    // The last thing a cloned server does is restart: its client sees the connection break.
    if (!saysGoingDown(error)) {
      await node.query('SET GLOBAL super_read_only = ON');
      throw cloneError(donor, messageOf(error));
    }
  }
  const outcome = await outcomeOfClone(node);
  if (outcome !== 'Completed') throw cloneError(donor, outcome);
}

/** Asks again and again until the restarted server tells how the copy ended: `Completed`, or what went wrong. */
function outcomeOfClone(node: Session): Promise<string> {
  return waitFor({ what: 'the copy', deadlineMs: withinMs, everyMs: 100 }, async () => {
    const row = await readCloneStatus(node).catch((error: unknown) => ({
      state: messageOf(error),
      error: '',
    }));
    if (row?.state === 'Completed') return { done: true, value: row.state };
    if (row?.state === 'Failed') return { done: true, value: row.error };
    return { done: false, state: row?.state ?? 'no clone status' };
  });
}

/** On a connection of its own: the restart broke the one that asked for the copy. */
async function readCloneStatus(node: Session): Promise<CloneRow | undefined> {
  const session = await node.again(1000);
  try {
    const [row] = await session.query<CloneRow>(
      'SELECT STATE AS state, ERROR_MESSAGE AS error FROM performance_schema.clone_status',
    );
    return row;
  } finally {
    session.destroy();
  }
}

function cloneError(donor: NodeAddress, reason: string) {
  return environmentError(`Copying the data anew from ${donor.name} failed: ${reason}`, {
    hint: 'both servers need the clone plugin, and the replication account BACKUP_ADMIN on the primary',
  });
}

/** Errors by which a server says, or shows, that it is going down. */
const goingDown = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'ER_SERVER_SHUTDOWN', 'EPIPE']);

/** Whether an error is what the client of a server sees that shuts down, restarts or dies. */
function saysGoingDown(error: unknown): boolean {
  return error instanceof Error && 'code' in error && goingDown.has(String(error.code));
}
