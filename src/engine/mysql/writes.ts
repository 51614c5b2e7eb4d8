import type { Session } from '../session.ts';

/**
 * Makes a server read-only for everybody; new commits wait from the moment it begins. Returns when the last commit in
 * progress is over: after it, the server's GTIDs no longer grow.
 *
 * A commit that waits for an acknowledgement counts as in progress, so on a primary without replicas this does not
 * return; it fails after `patienceSeconds` with ER_LOCK_WAIT_TIMEOUT (1205). One statement, so that it does its work
 * on a frozen server, too, as soon as that goes on.
 */
export async function makeReadOnly(server: Session, patienceSeconds: number): Promise<void> {
  await server.query(`SET SESSION lock_wait_timeout = ${patienceSeconds}, GLOBAL super_read_only = ON`);
}

/**
 * Runs `use` with `super_read_only` off, so that an administrator can write on a replica, and turns it on again if
 * it was on, whatever happens. `read_only` stays: applications cannot write meanwhile.
 */
export async function asWritable<T>(session: Session, use: () => Promise<T>): Promise<T> {
  const [row] = await session.query<{ sealed: number }>('SELECT @@global.super_read_only AS sealed');
  if (row?.sealed !== 1) return use();
  await session.query('SET GLOBAL super_read_only = OFF');
  try {
    return await use();
  } finally {
    await session.query('SET GLOBAL super_read_only = ON');
  }
}
