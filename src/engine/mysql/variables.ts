import type { Session } from '../session.ts';

/** Server variables on which durability, replication and the time to recover depend. */
const tellingVariables = [
  'version',
  'version_comment',
  'sync_binlog',
  'innodb_flush_log_at_trx_commit',
  'innodb_doublewrite',
  'gtid_mode',
  'enforce_gtid_consistency',
  'rpl_semi_sync_source_wait_point',
  'rpl_semi_sync_source_wait_for_replica_count',
  'rpl_semi_sync_source_timeout',
  'replica_net_timeout',
  'replica_parallel_workers',
  'replica_preserve_commit_order',
  'max_connections',
];

/** What a server says of them, those it has. */
export async function readVariables(session: Session): Promise<Record<string, string>> {
  const sql =
    'SELECT VARIABLE_NAME AS name, VARIABLE_VALUE AS value FROM performance_schema.global_variables WHERE VARIABLE_NAME IN (?)';
  const rows = await session.query<{ name: string; value: string }>(sql, [tellingVariables]);
  return Object.fromEntries(rows.map(({ name, value }) => [name, String(value)]));
}
