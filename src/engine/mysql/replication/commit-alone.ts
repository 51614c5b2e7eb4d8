import type { Connection } from 'mysql2/promise';

/**
 * Lets a primary without any replica commit alone, or wait for one again. What waits now goes on; semisync stays enabled
 * and is in force again as soon as a replica has caught up.
 *
 * https://dev.mysql.com/doc/refman/9.7/en/replication-options-source.html#sysvar_rpl_semi_sync_source_wait_no_replica
 */
export async function commitAlone(primary: Connection, alone: boolean): Promise<void> {
  await primary.query(`SET GLOBAL rpl_semi_sync_source_wait_no_replica = ${alone ? 'OFF' : 'ON'}`);
}
