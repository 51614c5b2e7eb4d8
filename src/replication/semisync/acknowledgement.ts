import type { Connection, RowDataPacket } from 'mysql2/promise';

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

/**
 * Lets a primary without any replica commit alone, or wait for one again. What waits now goes on; semisync stays enabled
 * and is in force again as soon as a replica has caught up.
 *
 * https://dev.mysql.com/doc/refman/9.7/en/replication-options-source.html#sysvar_rpl_semi_sync_source_wait_no_replica
 */
export async function commitAlone(primary: Connection, alone: boolean): Promise<void> {
  await primary.query(`SET GLOBAL rpl_semi_sync_source_wait_no_replica = ${alone ? 'OFF' : 'ON'}`);
}

/** Replicas that acknowledge and are connected now. */
export async function acknowledgingReplicas(server: Connection): Promise<number> {
  const [rows] = await server.query<(RowDataPacket & { Value: string })[]>(
    "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_source_clients'",
  );
  return Number(rows[0]?.Value ?? 0);
}
