import type { Connection, RowDataPacket } from 'mysql2/promise';

/**
 * Makes a server read-only for everybody. Returns when the last commit in progress is over: after it, the server's
 * GTIDs no longer grow.
 *
 * A commit that waits for an acknowledgement counts as in progress, so on a primary without replicas this does not
 * return; it fails after `patienceSeconds` with ER_LOCK_WAIT_TIMEOUT (1205).
 */
export async function makeReadOnly(server: Connection, patienceSeconds: number): Promise<void> {
  await server.query(`SET SESSION lock_wait_timeout = ${Math.max(1, Math.ceil(patienceSeconds))}`);
  await server.query('SET GLOBAL super_read_only = ON');
}

/** Lets everybody write. */
export async function openWrites(server: Connection): Promise<void> {
  await server.query('SET GLOBAL read_only = OFF');
}

/** Commits wait for a replica's acknowledgement from now on. Only for a server that applies nothing any more. */
export async function requireAcknowledgement(server: Connection): Promise<void> {
  await server.query('SET GLOBAL rpl_semi_sync_source_enabled = ON');
}

/**
 * Commits no longer wait. A commit that waits right now would be answered as if it had been acknowledged: only for
 * a server that is read-only already, where none can wait.
 */
export async function waiveAcknowledgement(server: Connection): Promise<void> {
  await server.query('SET GLOBAL rpl_semi_sync_source_enabled = OFF');
}

/** Replicas that acknowledge and are connected now. */
export async function acknowledgingReplicas(server: Connection): Promise<number> {
  const [rows] = await server.query<(RowDataPacket & { Value: string })[]>(
    "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_source_clients'",
  );
  return Number(rows[0]?.Value ?? 0);
}
