import type { Observation } from '../observation.ts';
import type { Session } from '../session.ts';
import { acceptsWrites, hasMajority, saysLogsPurged } from './words.ts';

/** Written by the supervisor of our image (images/mysql/supervisor.sh); other images answer NULL. */
const diskFreeFile = '/run/ha-drill/disk-free';

/** The plugins of semisync call their two sides so; those from before 8.0.26 say `master` and `slave`, also later. */
const sides = { source: ['source', 'master'], replica: ['replica', 'slave'] } as const;

const semisyncNames = [
  ...sides.source.flatMap((side) =>
    ['status', 'clients', 'yes_tx', 'no_tx', 'wait_sessions'].map((what) => `Rpl_semi_sync_${side}_${what}`),
  ),
  ...sides.replica.map((side) => `Rpl_semi_sync_${side}_status`),
];

/** Variables of plugins, absent where those are not loaded. Read in one go: half of the whole cost is here. */
const variableNames = [
  ...[...sides.source, ...sides.replica].map((side) => `rpl_semi_sync_${side}_enabled`),
  'group_replication_group_name',
  'group_replication_single_primary_mode',
];

/** Channels that somebody set up, apart from those that a group has for itself. */
const ofStack = "CHANNEL_NAME NOT LIKE 'group\\_replication\\_%'";

/**
 * Of several channels the source is that of the first by name, the one without a name before all others; errors of appliers are
 * those of all.
 *
 * Everything in one statement: one round trip, and one instant as far as the server can give one.
 */
const inspectSql = `
  SELECT @@server_uuid AS serverUuid, @@server_id AS serverId,
    @@global.read_only AS readOnly, @@global.super_read_only AS superReadOnly,
    REPLACE(@@global.gtid_executed, '\\n', '') AS executed,
    config.HOST AS host, receiver.SERVICE_STATE AS receiver, applier.SERVICE_STATE AS applier,
    REPLACE(receiver.RECEIVED_TRANSACTION_SET, '\\n', '') AS received,
    delay.DESIRED_DELAY AS delaySeconds, receiver.COUNT_RECEIVED_HEARTBEATS AS heartbeats, IF(receiver.LAST_ERROR_NUMBER = 0, '', CONCAT('error ', receiver.LAST_ERROR_NUMBER, ': ', receiver.LAST_ERROR_MESSAGE)) AS receiverError,
    (SELECT GROUP_CONCAT(CONCAT('error ', LAST_ERROR_NUMBER, ': ', LAST_ERROR_MESSAGE) SEPARATOR ' / ')
       FROM (SELECT CHANNEL_NAME, LAST_ERROR_NUMBER, LAST_ERROR_MESSAGE
               FROM performance_schema.replication_applier_status_by_coordinator
             UNION SELECT CHANNEL_NAME, LAST_ERROR_NUMBER, LAST_ERROR_MESSAGE
               FROM performance_schema.replication_applier_status_by_worker) AS appliers
      WHERE LAST_ERROR_NUMBER <> 0 AND ${ofStack}) AS applierError,
    (SELECT JSON_OBJECTAGG(VARIABLE_NAME, VARIABLE_VALUE) FROM performance_schema.global_status
      WHERE VARIABLE_NAME IN (${semisyncNames.map((name) => `'${name}'`).join(', ')})) AS semisyncStatus,
    (SELECT JSON_OBJECTAGG(VARIABLE_NAME, VARIABLE_VALUE) FROM performance_schema.global_variables
      WHERE VARIABLE_NAME IN (${variableNames.map((name) => `'${name}'`).join(', ')})) AS variables,
    (SELECT JSON_ARRAYAGG(JSON_OBJECT('id', MEMBER_ID, 'host', MEMBER_HOST, 'state', MEMBER_STATE, 'role', MEMBER_ROLE))
       FROM performance_schema.replication_group_members) AS members,
    LOAD_FILE('${diskFreeFile}') AS freeDisk
  FROM (SELECT MIN(CHANNEL_NAME) AS name FROM performance_schema.replication_connection_configuration
         WHERE HOST <> '' AND ${ofStack}) AS channel
    LEFT JOIN performance_schema.replication_connection_configuration AS config ON config.CHANNEL_NAME = channel.name
    LEFT JOIN performance_schema.replication_connection_status AS receiver ON receiver.CHANNEL_NAME = channel.name
    LEFT JOIN performance_schema.replication_applier_status AS applier ON applier.CHANNEL_NAME = channel.name
    LEFT JOIN performance_schema.replication_applier_configuration AS delay ON delay.CHANNEL_NAME = channel.name`;

type Group = NonNullable<Observation['group']>;
type Member = Group['members'][number];

/** What a server answers. */
export type Answered = {
  serverUuid: string;
  serverId: number;
  readOnly: number;
  superReadOnly: number;
  executed: string;
  host: string | null;
  receiver: 'ON' | 'OFF' | 'CONNECTING' | null;
  applier: 'ON' | 'OFF' | null;
  received: string | null;
  delaySeconds: number | null;
  heartbeats: number | null;
  receiverError: string | null;
  applierError: string | null;
  semisyncStatus: Record<string, string> | null;
  variables: Record<string, string> | null;
  members: (Member & { id: string })[] | null;
  freeDisk: string | Buffer | null;
};

/**
 * One observation of a MySQL server, in one round trip. Needs to read `performance_schema`, and the FILE privilege for
 * the free disk space. Rejects when the server does not answer.
 */
export async function observe(connection: Session): Promise<Observation> {
  const rows = await connection.query<Answered>(inspectSql);
  const row = rows[0];
  if (!row) throw new Error('Expected one row from the observation of a server, found none.');
  return observationOf(row);
}

/** What a server's answer says, in words that do not depend on its version. */
export function observationOf(row: Answered): Observation {
  const group = groupOf(row);
  return {
    engine: 'mysql',
    serverUuid: row.serverUuid,
    serverId: Number(row.serverId),
    acceptsWrites: acceptsWrites(row.readOnly === 1 || row.superReadOnly === 1, group),
    executed: row.executed,
    source: sourceOf(row),
    semisync: semisyncOf(row),
    ...(group && { group }),
    freeDiskBytes: row.freeDisk === null ? null : Number(String(row.freeDisk)),
    raw: {
      read_only: row.readOnly,
      super_read_only: row.superReadOnly,
      ...row.variables,
      ...row.semisyncStatus,
    },
  };
}

/** The identity of the server that answers: the `serverUuid` of its observations. */
export async function identityOf(session: Session, timeoutMs: number): Promise<string> {
  const sql = 'SELECT @@global.server_uuid AS serverUuid';
  const [row] = await session.query<{ serverUuid: string }>(sql, [], timeoutMs);
  return row?.serverUuid ?? '';
}

function sourceOf(row: Answered): Observation['source'] {
  if (!row.host) return null;
  return {
    host: row.host,
    receiver: row.receiver === 'ON' ? 'on' : row.receiver === 'CONNECTING' ? 'connecting' : 'off',
    applier: row.applier === 'ON' ? 'on' : 'off',
    received: row.received ?? '',
    heartbeats: Number(row.heartbeats ?? 0),
    receiverError: row.receiverError ?? '',
    applierError: row.applierError ?? '',
    logsPurged: row.receiver !== 'ON' && saysLogsPurged(row.receiverError ?? ''),
    delaySeconds: Number(row.delaySeconds ?? 0),
  };
}

function semisyncOf(row: Answered): Observation['semisync'] {
  const variables = row.variables ?? {};
  const status = row.semisyncStatus ?? {};
  const source = sides.source.find((side) => `rpl_semi_sync_${side}_enabled` in variables);
  const replica = sides.replica.find((side) => `rpl_semi_sync_${side}_enabled` in variables);
  if (!source && !replica) return null;
  const isOn = (side: string | undefined): boolean => variables[`rpl_semi_sync_${side}_enabled`] === 'ON';
  const isActive = (side: string | undefined): boolean => status[`Rpl_semi_sync_${side}_status`] === 'ON';
  const count = (name: string): number => Number(status[`Rpl_semi_sync_${source}_${name}`] ?? 0);
  return {
    sourceEnabled: isOn(source),
    sourceActive: isActive(source),
    sourceClients: count('clients'),
    acknowledged: count('yes_tx'),
    unacknowledged: count('no_tx'),
    waiting: count('wait_sessions'),
    replicaEnabled: isOn(replica),
    replicaActive: isActive(replica),
  };
}

function groupOf(row: Answered): Group | undefined {
  const name = row.variables?.group_replication_group_name;
  if (name === undefined) return undefined;
  // A server that is in no group still has a row, of its own or without an id.
  const members = (row.members ?? []).filter(({ id }) => id !== '');
  const own = members.find(({ id }) => id === row.serverUuid);
  return {
    name,
    singlePrimary: row.variables?.group_replication_single_primary_mode === 'ON',
    state: own?.state ?? 'OFFLINE',
    role: own?.role ?? '',
    hasMajority: hasMajority(members),
    members: members.map(({ host, state, role }) => ({ host, state, role })),
  };
}
