import type { Connection, RowDataPacket } from 'mysql2/promise';

type MemberState = 'ONLINE' | 'RECOVERING' | 'UNREACHABLE' | 'ERROR' | 'OFFLINE';

/** What a server says of itself, as far as the programs beside it decide by it. */
export type ServerState = {
  readonly serverUuid: string;
  readonly serverId: number;
  readonly readOnly: boolean;
  readonly superReadOnly: boolean;
  /** @@global.gtid_executed, without white space. */
  readonly gtidExecuted: string;
  /** The default replication channel; null where none is configured. */
  readonly source: {
    readonly host: string;
    readonly receiver: 'on' | 'connecting' | 'off';
    readonly applier: 'on' | 'off';
    /** Transactions received, without white space. */
    readonly gtidReceived: string;
    readonly heartbeats: number;
    /** Empty where there is none. */
    readonly receiverError: string;
    readonly applierError: string;
    readonly delaySeconds?: number | undefined;
  } | null;
  /** Null where the plugins are not loaded. */
  readonly semisync: {
    readonly sourceEnabled: boolean;
    /** Commits that wait for an acknowledgement now. */
    readonly waiting: number;
    readonly replicaActive: boolean;
  } | null;
  /** Absent where Group Replication is not loaded. */
  readonly group?:
    | {
        readonly singlePrimary: boolean;
        /** Of this server. */
        readonly state: MemberState;
        /** All members as this server sees them. */
        readonly members: readonly { readonly state: MemberState }[];
      }
    | undefined;
  /** Of the data volume; null where the image does not tell. */
  readonly freeDiskBytes: number | null;
};

/** Written by the supervisor of our image; other images answer NULL. */
const freeDiskFile = '/run/ha-drill/disk-free';

const stateSql = `
  SELECT @@server_uuid AS uuid, @@server_id AS id, @@global.read_only AS readOnly, @@global.super_read_only AS superReadOnly,
    @@global.gtid_executed AS executed, LOAD_FILE('${freeDiskFile}') AS freeDisk,
    (SELECT JSON_OBJECT('host', c.HOST, 'receiver', r.SERVICE_STATE, 'applier', a.SERVICE_STATE,
        'received', r.RECEIVED_TRANSACTION_SET, 'heartbeats', r.COUNT_RECEIVED_HEARTBEATS, 'delaySeconds', d.DESIRED_DELAY,
        'receiverErrno', r.LAST_ERROR_NUMBER, 'receiverError', r.LAST_ERROR_MESSAGE,
        'applierErrors', (SELECT JSON_ARRAYAGG(CONCAT('error ', e.number, ': ', e.message)) FROM (
            SELECT LAST_ERROR_NUMBER AS number, LAST_ERROR_MESSAGE AS message, CHANNEL_NAME AS channel
              FROM performance_schema.replication_applier_status_by_coordinator
            UNION SELECT LAST_ERROR_NUMBER, LAST_ERROR_MESSAGE, CHANNEL_NAME
              FROM performance_schema.replication_applier_status_by_worker) AS e
          WHERE e.channel = '' AND e.number <> 0))
       FROM performance_schema.replication_connection_configuration AS c
       JOIN performance_schema.replication_connection_status AS r USING (CHANNEL_NAME)
       JOIN performance_schema.replication_applier_status AS a USING (CHANNEL_NAME)
       JOIN performance_schema.replication_applier_configuration AS d USING (CHANNEL_NAME)
      WHERE CHANNEL_NAME = '') AS channel,
    (SELECT JSON_OBJECTAGG(LOWER(VARIABLE_NAME), VARIABLE_VALUE) FROM performance_schema.global_variables
      WHERE VARIABLE_NAME IN ('rpl_semi_sync_source_enabled', 'group_replication_single_primary_mode')) AS settings,
    (SELECT JSON_OBJECTAGG(LOWER(VARIABLE_NAME), VARIABLE_VALUE) FROM performance_schema.global_status
      WHERE VARIABLE_NAME IN ('Rpl_semi_sync_source_wait_sessions', 'Rpl_semi_sync_replica_status')) AS counters,
    (SELECT JSON_ARRAYAGG(JSON_OBJECT('id', MEMBER_ID, 'state', MEMBER_STATE))
       FROM performance_schema.replication_group_members) AS members`;

type Row = RowDataPacket & {
  uuid: string;
  id: number;
  readOnly: number;
  superReadOnly: number;
  executed: string;
  freeDisk: string | Buffer | null;
  channel: {
    host: string;
    receiver: 'ON' | 'OFF' | 'CONNECTING';
    applier: 'ON' | 'OFF';
    received: string;
    heartbeats: number;
    delaySeconds: number;
    receiverErrno: number;
    receiverError: string;
    applierErrors: readonly string[] | null;
  } | null;
  settings: Readonly<Record<string, string>> | null;
  counters: Readonly<Record<string, string>> | null;
  members: readonly { id: string; state: MemberState }[] | null;
};

/** Asks a server for its state, in one statement. Rejects when it does not answer. */
export async function readState(session: Connection): Promise<ServerState> {
  const [[row]] = await session.query<Row[]>(stateSql);
  if (!row) throw new Error('Expected one row with the state of a server, found none.');
  return {
    serverUuid: row.uuid,
    serverId: Number(row.id),
    readOnly: row.readOnly === 1,
    superReadOnly: row.superReadOnly === 1,
    gtidExecuted: withoutSpace(row.executed),
    source: sourceOf(row.channel),
    semisync: semisyncOf(row),
    group: groupOf(row),
    freeDiskBytes: row.freeDisk === null ? null : Number(String(row.freeDisk)),
  };
}

function sourceOf(channel: Row['channel']): ServerState['source'] {
  if (!channel || channel.host === '') return null;
  const { receiver, receiverErrno, receiverError } = channel;
  return {
    host: channel.host,
    receiver: receiver === 'ON' ? 'on' : receiver === 'CONNECTING' ? 'connecting' : 'off',
    applier: channel.applier === 'ON' ? 'on' : 'off',
    gtidReceived: withoutSpace(channel.received),
    heartbeats: Number(channel.heartbeats),
    receiverError: receiverErrno === 0 ? '' : `error ${receiverErrno}: ${receiverError}`,
    applierError: (channel.applierErrors ?? []).join(' / '),
    delaySeconds: Number(channel.delaySeconds),
  };
}

function semisyncOf({ settings, counters }: Row): ServerState['semisync'] {
  const enabled = settings?.rpl_semi_sync_source_enabled;
  if (enabled === undefined) return null;
  return {
    sourceEnabled: enabled === 'ON',
    waiting: Number(counters?.rpl_semi_sync_source_wait_sessions ?? 0),
    replicaActive: counters?.rpl_semi_sync_replica_status === 'ON',
  };
}

/** A server that is in no group has a row of its own, or one without an id. */
function groupOf({ settings, members, uuid }: Row): ServerState['group'] {
  const mode = settings?.group_replication_single_primary_mode;
  if (mode === undefined) return undefined;
  const known = (members ?? []).filter(({ id }) => id !== '');
  const own = known.find(({ id }) => id === uuid);
  return { singlePrimary: mode === 'ON', state: own?.state ?? 'OFFLINE', members: known };
}

/** MySQL breaks a long set of GTIDs into lines. */
function withoutSpace(gtids: string): string {
  return gtids.replaceAll('\n', '');
}

/** Whether applications can write there: it is not read-only, and its group, if it is in one, has a majority. */
export function isWritable({ readOnly, superReadOnly, group }: ServerState): boolean {
  if (readOnly || superReadOnly) return false;
  if (!group || group.state === 'OFFLINE') return true;
  const reached = group.members.filter(({ state }) => state === 'ONLINE' || state === 'RECOVERING').length;
  return group.state === 'ONLINE' && 2 * reached > group.members.length;
}

/** Whether it applies transactions late on purpose. */
export function isDelayed({ source }: ServerState): boolean {
  return (source?.delaySeconds ?? 0) > 0;
}

/**
 * The server that speaks for the cluster: the only one that accepts writes, or in a group all of whose members do, the
 * one with the lowest server id. Undefined when no server does, or when several do that should not.
 */
export function leaderOf<Server extends { readonly state: ServerState }>(
  servers: readonly Server[],
): Server | undefined {
  const [first, ...others] = servers
    .filter(({ state }) => isWritable(state))
    .toSorted((a, b) => a.state.serverId - b.state.serverId);
  if (others.length === 0) return first;
  const equals = [first, ...others].every(
    (one) => one?.state.group?.state === 'ONLINE' && !one.state.group.singlePrimary,
  );
  return equals ? first : undefined;
}
