import { newName } from '../at-start.ts';
import type { Session } from '../session.ts';
import type { Channel, Setting, Settings } from '../settings.ts';

const variablesSql = `
  SELECT info.VARIABLE_NAME AS name, variables.VARIABLE_VALUE AS value, info.VARIABLE_SOURCE AS source
  FROM performance_schema.variables_info AS info
    JOIN performance_schema.global_variables AS variables USING (VARIABLE_NAME)
  WHERE info.VARIABLE_NAME IN (?) OR info.VARIABLE_NAME LIKE 'rpl\\_semi\\_sync\\_%'
    OR info.VARIABLE_NAME LIKE 'group\\_replication\\_%'`;

const wanted = [
  'version',
  'hostname',
  'port',
  'server_id',
  'server_uuid',
  'read_only',
  'super_read_only',
  'gtid_mode',
  'log_bin',
  'log_replica_updates',
  'log_slave_updates',
  'sync_binlog',
  'innodb_flush_log_at_trx_commit',
  'binlog_expire_logs_seconds',
  'replica_net_timeout',
  'slave_net_timeout',
  'report_host',
];

const channelsSql = `
  SELECT CHANNEL_NAME AS name, HOST AS host, PORT AS port, AUTO_POSITION AS autoPosition,
    CONNECTION_RETRY_INTERVAL AS retryEveryS, CONNECTION_RETRY_COUNT AS retries, HEARTBEAT_INTERVAL AS heartbeatS
  FROM performance_schema.replication_connection_configuration WHERE HOST <> ''`;

type ChannelRow = Omit<Channel, 'autoPosition'> & { readonly autoPosition: string | number };

/** Reads how a server is set up. Needs to read `performance_schema`. */
export async function readSettings(session: Session): Promise<Settings> {
  const variables = await session.query<Setting & { name: string }>(variablesSql, [wanted]);
  const persisted = await session.query<{ name: string; value: string }>(
    'SELECT VARIABLE_NAME AS name, VARIABLE_VALUE AS value FROM performance_schema.persisted_variables',
  );
  const channels = await session.query<ChannelRow>(channelsSql);
  const plugins = await session.query<{ name: string }>(
    "SELECT PLUGIN_NAME AS name FROM information_schema.PLUGINS WHERE PLUGIN_STATUS = 'ACTIVE'",
  );
  // Servers that know both names of a variable tell them both: that of now comes last, and stands.
  const byName = <Row extends { readonly name: string }>(rows: readonly Row[]): Row[] =>
    rows.toSorted((a, b) => Number(newName(a.name) === a.name) - Number(newName(b.name) === b.name));
  return {
    variables: Object.fromEntries(
      byName(variables).map(({ name, value, source }) => [newName(name), { value, source }]),
    ),
    persisted: Object.fromEntries(byName(persisted).map(({ name, value }) => [newName(name), value])),
    channels: channels.map((row) => ({
      ...row,
      port: Number(row.port),
      autoPosition: ['1', 'YES'].includes(String(row.autoPosition)),
      retryEveryS: Number(row.retryEveryS),
      retries: Number(row.retries),
      heartbeatS: Number(row.heartbeatS),
    })),
    plugins: plugins.map(({ name }) => name),
  };
}
