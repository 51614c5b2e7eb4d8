import type { Connection, RowDataPacket } from 'mysql2/promise';

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

/** Lets everybody write. */
export async function openWrites(server: Connection): Promise<void> {
  await server.query('SET GLOBAL read_only = OFF');
}

/** All clients; of those with our own account, which watch and repair, only the ones in a commit. */
const clientsSql = `
  SELECT PROCESSLIST_ID AS id FROM performance_schema.threads
   WHERE TYPE = 'FOREGROUND' AND PROCESSLIST_ID <> CONNECTION_ID()
     AND PROCESSLIST_COMMAND NOT IN ('Daemon', 'Binlog Dump', 'Binlog Dump GTID')
     AND PROCESSLIST_USER NOT IN ('system user', 'event_scheduler')
     AND (PROCESSLIST_USER <> SUBSTRING_INDEX(CURRENT_USER(), '@', 1)
       OR PROCESSLIST_STATE IN ('Waiting for semi-sync ACK from replica', 'waiting for handler commit'))`;

/** Closes the connections of all clients, so that none of them can ever be told that its commit succeeded. */
export async function disconnectClients(server: Connection): Promise<void> {
  const [rows] = await server.query<(RowDataPacket & { id: number })[]>(clientsSql);
  for (const { id } of rows) {
    // It may have gone by itself (ER_NO_SUCH_THREAD).
    await server.query(`KILL CONNECTION ${id}`).catch(() => undefined);
  }
}

/** Commits wait for a replica's acknowledgement from now on. Only for a server that applies nothing any more. */
export async function requireAcknowledgement(server: Connection): Promise<void> {
  await server.query('SET GLOBAL rpl_semi_sync_source_enabled = ON');
}

/**
 * Commits no longer wait. A commit that waits right now is answered as if it had been acknowledged, so whoever waits
 * must have been disconnected before (disconnectClients).
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
