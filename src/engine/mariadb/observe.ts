import type { Observation } from '../observation.ts';
import type { Session } from '../session.ts';

/** Written by the supervisor of our images (images/mysql/supervisor.sh); other images answer NULL. */
const diskFreeFile = '/run/ha-drill/disk-free';

const statusNames = [
  ...['status', 'clients', 'yes_tx', 'no_tx', 'wait_sessions'].map((what) => `Rpl_semi_sync_master_${what}`),
  'Rpl_semi_sync_slave_status',
  ...['cluster_state_uuid', 'last_committed', 'local_state_comment', 'cluster_status', 'ready'].map(
    (what) => `wsrep_${what}`,
  ),
  'wsrep_incoming_addresses',
];

/** Everything but the channel in one statement. */
const inspectSql = `
  SELECT @@server_id AS serverId, @@global.read_only AS readOnly, @@global.wsrep_on AS wsrepOn,
    CONCAT_WS(',', NULLIF(@@global.gtid_binlog_state, ''), NULLIF(@@global.gtid_slave_pos, '')) AS executed,
    @@global.rpl_semi_sync_master_enabled AS semisyncSource, @@global.rpl_semi_sync_slave_enabled AS semisyncReplica,
    (SELECT JSON_OBJECTAGG(LOWER(VARIABLE_NAME), VARIABLE_VALUE) FROM information_schema.GLOBAL_STATUS
      WHERE VARIABLE_NAME IN (${statusNames.map((name) => `'${name}'`).join(', ')})) AS status,
    LOAD_FILE('${diskFreeFile}') AS freeDisk`;

/** What a server answers. */
export type Answered = {
  readonly serverId: number;
  readonly readOnly: number | string;
  readonly wsrepOn: number | string;
  readonly executed: string;
  readonly semisyncSource: number | string;
  readonly semisyncReplica: number | string;
  readonly status: string | Record<string, string> | null;
  readonly freeDisk: string | Buffer | null;
};

/** A row of SHOW REPLICA STATUS, as far as it is read. */
export type Channel = {
  readonly Master_Host: string;
  readonly Slave_IO_Running: 'Yes' | 'No' | 'Connecting' | 'Preparing';
  readonly Slave_SQL_Running: 'Yes' | 'No';
  readonly Last_IO_Errno: number;
  readonly Last_IO_Error: string;
  readonly Last_SQL_Errno: number;
  readonly Last_SQL_Error: string;
  readonly Gtid_IO_Pos: string;
  readonly SQL_Delay: string | number;
  readonly Slave_received_heartbeats?: number | string;
};

/**
 * One observation of a MariaDB server, in two round trips: what it says of its channel cannot be selected with the rest.
 * Needs to read the status of replication, and the FILE privilege for the free disk space. Rejects when it does not answer.
 */
export async function observe(session: Session): Promise<Observation> {
  const [row] = await session.query<Answered>(inspectSql);
  if (!row) throw new Error('Expected one row from the observation of a server, found none.');
  const [channel] = await session.query<Channel>('SHOW REPLICA STATUS');
  return observationOf(row, channel);
}

/** What a server's answer says, in words of all engines. */
export function observationOf(row: Answered, channel: Channel | undefined): Observation {
  const status = statusOf(row);
  const group = groupOf(row, status);
  return {
    engine: 'mariadb',
    serverUuid: String(row.serverId),
    serverId: Number(row.serverId),
    acceptsWrites: !isOn(row.readOnly) && (!group || serves(group, status)),
    executed: group ? executedInGroup(status) : row.executed,
    source: channel ? sourceOf(channel) : null,
    semisync: semisyncOf(row, status),
    ...(group && { group }),
    freeDiskBytes: row.freeDisk === null ? null : Number(String(row.freeDisk)),
    raw: { read_only: row.readOnly, ...status },
  };
}

/** The identity of the server that answers: the number that its transactions carry. */
export async function identityOf(session: Session, timeoutMs: number): Promise<string> {
  const [row] = await session.query<{ id: number }>('SELECT @@global.server_id AS id', [], timeoutMs);
  return String(row?.id ?? '');
}

type Status = Readonly<Record<string, string>>;
type Group = NonNullable<Observation['group']>;

function statusOf({ status }: Answered): Status {
  return typeof status === 'string' ? (JSON.parse(status) as Status) : (status ?? {});
}

function isOn(value: number | string): boolean {
  return value === 1 || /^(1|ON)/i.test(String(value));
}

function sourceOf(channel: Channel): Observation['source'] {
  const receivers = { Yes: 'on', No: 'off', Connecting: 'connecting', Preparing: 'connecting' } as const;
  const receiver = receivers[channel.Slave_IO_Running];
  return {
    host: channel.Master_Host,
    receiver,
    applier: channel.Slave_SQL_Running === 'Yes' ? 'on' : 'off',
    received: channel.Gtid_IO_Pos,
    heartbeats: Number(channel.Slave_received_heartbeats ?? 0),
    receiverError: withNumber(channel.Last_IO_Errno, channel.Last_IO_Error),
    applierError: withNumber(channel.Last_SQL_Errno, channel.Last_SQL_Error),
    logsPurged:
      receiver !== 'on' && Number(channel.Last_IO_Errno) === sourceFatalError && saysPurged(channel),
    delaySeconds: Number(channel.SQL_Delay),
  };
}

/** ER_MASTER_FATAL_ERROR_READING_BINLOG. */
const sourceFatalError = 1236;

/** Its source no longer has the logs that it needs; the other reason for this error is a history of its own. */
function saysPurged({ Last_IO_Error: error }: Channel): boolean {
  return /could not find .*(position|GTID)|purged/i.test(error) && !/not in the master's binlog/i.test(error);
}

function withNumber(errno: number, text: string): string {
  return Number(errno) === 0 ? '' : `error ${errno}: ${text}`;
}

function semisyncOf(row: Answered, status: Status): Observation['semisync'] {
  const count = (what: string): number => Number(status[`rpl_semi_sync_master_${what}`] ?? 0);
  return {
    sourceEnabled: isOn(row.semisyncSource),
    sourceActive: status.rpl_semi_sync_master_status === 'ON',
    sourceClients: count('clients'),
    acknowledged: count('yes_tx'),
    unacknowledged: count('no_tx'),
    waiting: count('wait_sessions'),
    replicaEnabled: isOn(row.semisyncReplica),
    replicaActive: status.rpl_semi_sync_slave_status === 'ON',
  };
}

/** What Galera calls the states of a member. One that gives its data to another still has all of it. */
const memberStates: Readonly<Record<string, Group['state']>> = {
  Synced: 'ONLINE',
  'Donor/Desynced': 'ONLINE',
  Joining: 'RECOVERING',
  Joined: 'RECOVERING',
  Joiner: 'RECOVERING',
};

function groupOf({ wsrepOn }: Answered, status: Status): Group | undefined {
  if (!isOn(wsrepOn) || status.wsrep_cluster_status === undefined) return undefined;
  const hasMajority = status.wsrep_cluster_status === 'Primary';
  // Outside of the primary component it says that it is initialized, and is a member that cannot reach most others.
  const state = memberStates[status.wsrep_local_state_comment ?? ''] ?? (hasMajority ? 'OFFLINE' : 'ONLINE');
  const hosts = (status.wsrep_incoming_addresses ?? '').split(',').filter((address) => address !== '');
  return {
    name: (status.wsrep_cluster_state_uuid ?? '').toLowerCase(),
    singlePrimary: false,
    state,
    role: 'PRIMARY',
    hasMajority,
    members: hosts.map((address) => ({
      host: address.replace(/:\d+$/, ''),
      state: 'ONLINE',
      role: 'PRIMARY',
    })),
  };
}

function serves(group: Group, status: Status): boolean {
  return group.state === 'ONLINE' && group.hasMajority && status.wsrep_ready === 'ON';
}

/** All that is committed: Galera numbers the transactions of a cluster in one line. */
function executedInGroup(status: Status): string {
  const last = Number(status.wsrep_last_committed ?? 0);
  return last > 0 ? `${status.wsrep_cluster_state_uuid}:1-${last}` : '';
}
