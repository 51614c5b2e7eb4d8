import { posix } from 'node:path';
import { newName } from '../at-start.ts';
import type { Session } from '../session.ts';
import type { Settings, SetUp } from '../settings.ts';

/** Server variables on which durability, replication and the time to recover depend. */
const tellingVariables = [
  'version',
  'version_comment',
  'sync_binlog',
  'innodb_flush_log_at_trx_commit',
  'innodb_doublewrite',
  'gtid_strict_mode',
  'rpl_semi_sync_master_wait_point',
  'rpl_semi_sync_master_timeout',
  'slave_net_timeout',
  'slave_parallel_threads',
  'max_connections',
  'wsrep_provider_options',
  'wsrep_sst_method',
];

type Row = { readonly name: string; readonly value: string; readonly origin: string };

const sql = `SELECT LOWER(VARIABLE_NAME) AS name, GLOBAL_VALUE AS value, GLOBAL_VALUE_ORIGIN AS origin
  FROM information_schema.SYSTEM_VARIABLES WHERE GLOBAL_VALUE IS NOT NULL`;

/** What a server says of them, those it has. */
export async function readVariables(session: Session): Promise<Record<string, string>> {
  const rows = await session.query<Row>(`${sql} AND VARIABLE_NAME IN (?)`, [tellingVariables]);
  return Object.fromEntries(rows.map(({ name, value }) => [name, String(value)]));
}

/** Where a value is from, in the words of MySQL, by which findings ask. */
const sources: Readonly<Record<string, string>> = { SQL: 'DYNAMIC', 'COMPILE-TIME': 'COMPILED' };

/** Reads how a server is set up. Nothing is persisted in MariaDB. */
export async function readSettings(session: Session): Promise<Settings> {
  const rows = await session.query<Row>(sql);
  const channels = await session.query<{
    Master_Host: string;
    Master_Port: number;
    Using_Gtid: string;
    Connect_Retry: number;
    Connection_name: string;
    Slave_heartbeat_period: number;
    // The plain SHOW REPLICA STATUS tells nothing of heartbeats.
  }>('SHOW ALL REPLICAS STATUS');
  const plugins = await session.query<{ name: string }>(
    "SELECT PLUGIN_NAME AS name FROM information_schema.PLUGINS WHERE PLUGIN_STATUS = 'ACTIVE'",
  );
  return {
    variables: Object.fromEntries(
      rows.map(({ name, value, origin }) => [newName(name), { value, source: sources[origin] ?? origin }]),
    ),
    persisted: {},
    channels: channels.map((row) => ({
      name: row.Connection_name,
      host: row.Master_Host,
      port: Number(row.Master_Port),
      autoPosition: row.Using_Gtid !== 'No',
      retryEveryS: Number(row.Connect_Retry),
      retries: 100_000,
      heartbeatS: Number(row.Slave_heartbeat_period),
    })),
    plugins: plugins.map(({ name }) => name),
  };
}

/** Asks a server how it is set up, as far as a person who drills it must know. */
export async function readSetUp(session: Session): Promise<SetUp> {
  const { variables } = await readSettings(session);
  const settingOf = (name: string): string => variables[name]?.value ?? '';
  const binlogs = settingOf('log_bin_basename');
  const readOnly = !['OFF', '0'].includes(settingOf('read_only'));
  return {
    version: settingOf('version'),
    dataFolder: posix.resolve('/', settingOf('datadir')),
    binlogFolder: binlogs === '' ? undefined : posix.dirname(binlogs),
    semisyncTimeoutMs: Number(settingOf('rpl_semi_sync_source_timeout')),
    hasClone: false,
    readOnly: readOnly ? 'read_only' : 'off',
    startsWritable: !readOnly && variables.read_only?.source !== 'DYNAMIC',
  };
}
