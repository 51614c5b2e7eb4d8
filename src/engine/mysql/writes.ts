import type { Connection } from 'mysql2/promise';

/**
 * Makes a server read-only for everybody; new commits wait from the moment it begins. Returns when the last commit in
 * progress is over: after it, the server's GTIDs no longer grow.
 *
 * A commit that waits for an acknowledgement counts as in progress, so on a primary without replicas this does not
 * return; it fails after `patienceSeconds` with ER_LOCK_WAIT_TIMEOUT (1205). One statement, so that it does its work
 * on a frozen server, too, as soon as that goes on.
 */
export async function makeReadOnly(server: Connection, patienceSeconds: number): Promise<void> {
  await server.query(`SET SESSION lock_wait_timeout = ${patienceSeconds}, GLOBAL super_read_only = ON`);
}
