import { rowsOf, type Session } from './statements.ts';

/** A variable of a server: its value now, and what set it (COMMAND_LINE, GLOBAL, PERSISTED, DYNAMIC, ...). */
export type Setting = { readonly value: string; readonly source: string };

/** How a replica reaches a source. */
export type Channel = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly autoPosition: boolean;
  readonly retryEveryS: number;
  readonly retries: number;
  /** 0 where there are none. */
  readonly heartbeatS: number;
};

/** How a server is set up, by the names that 8.0.26 and later use. */
export type Settings = {
  readonly variables: Readonly<Record<string, Setting>>;
  /** What SET PERSIST wrote: it holds after a restart, whatever files and the command line say. */
  readonly persisted: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  /** Plugins that are active. */
  readonly plugins: readonly string[];
};

/** Parts of names before 8.0.26, and what they are called since. */
const renamed: readonly (readonly [RegExp, string])[] = [
  [/^rpl_semi_sync_master_wait_for_slave_count$/, 'rpl_semi_sync_source_wait_for_replica_count'],
  [/^rpl_semi_sync_master_wait_no_slave$/, 'rpl_semi_sync_source_wait_no_replica'],
  [/^rpl_semi_sync_master_/, 'rpl_semi_sync_source_'],
  [/^rpl_semi_sync_slave_/, 'rpl_semi_sync_replica_'],
  [/^slave_/, 'replica_'],
  [/^log_slave_updates$/, 'log_replica_updates'],
];

/** The name of a variable since 8.0.26, however it is written: with dashes, or as an option that may be missing. */
export function newName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll('-', '_')
    .replace(/^loose_/, '');
  const found = renamed.find(([old]) => old.test(plain));
  return found ? plain.replace(found[0], found[1]) : plain;
}

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
  const variables = await rowsOf<Setting & { name: string }>(session, variablesSql, [wanted]);
  const persisted = await rowsOf<{ name: string; value: string }>(
    session,
    'SELECT VARIABLE_NAME AS name, VARIABLE_VALUE AS value FROM performance_schema.persisted_variables',
  );
  const channels = await rowsOf<ChannelRow>(session, channelsSql);
  const plugins = await rowsOf<{ name: string }>(
    session,
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
