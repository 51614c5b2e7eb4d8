import type { Connection, RowDataPacket } from 'mysql2/promise';
import { formatPosition, furthest, parsePosition } from '../../../../formats/mariadb-gtid.ts';
import { waitFor } from '../../../../wait.ts';
import { type Account, type ServerAddress, withSession } from '../../../mysql/session.ts';
import type { MariabackupConfig } from './config.ts';

/** A node of the cluster that answered. */
export type Server = {
  readonly address: ServerAddress;
  readonly id: number;
  readonly version: string;
  readonly readOnly: boolean;
  /** The last transaction of each domain that it has. */
  readonly position: string;
  /** It follows another one, and applies what it receives. */
  readonly replicates: boolean;
};

type Reach = Pick<MariabackupConfig, 'nodes' | 'admin'>;
type Row = RowDataPacket & { id: number; version: string; readOnly: number };
type Channel = RowDataPacket & { Slave_SQL_Running: string; SQL_Delay: string | number };

/** The nodes that answer, in the order of the configuration. */
export async function askServers({ nodes, admin }: Reach): Promise<Server[]> {
  const answers = await Promise.all(nodes.map((address) => askServer(address, admin).catch(() => undefined)));
  return answers.filter((server) => server !== undefined);
}

export function askServer(address: ServerAddress, admin: Account): Promise<Server> {
  return withSession(address, admin, async (connection) => {
    const sql = 'SELECT @@server_id AS id, VERSION() AS version, @@global.read_only AS readOnly';
    const [[row]] = await connection.query<Row[]>(sql);
    if (!row) throw new Error('Expected one row of a server, found none.');
    const [[channel]] = await connection.query<Channel[]>('SHOW REPLICA STATUS');
    return {
      address,
      id: Number(row.id),
      version: row.version,
      readOnly: Number(row.readOnly) !== 0,
      position: await positionOn(connection),
      replicates: channel?.Slave_SQL_Running === 'Yes' && Number(channel.SQL_Delay) === 0,
    };
  });
}

/** The last transaction of each domain that a server has: written by itself, or received. */
export async function positionOn(server: Connection): Promise<string> {
  const [[row]] = await server.query<(RowDataPacket & { own: string; received: string })[]>(
    'SELECT @@global.gtid_binlog_pos AS own, @@global.gtid_slave_pos AS received',
  );
  return formatPosition(furthest(parsePosition(row?.own ?? ''), parsePosition(row?.received ?? '')));
}

/** The one that accepts writes; undefined when there is none, or several do. */
export function primaryAmong(servers: readonly Server[]): Server | undefined {
  const [first, ...others] = servers.filter(({ readOnly }) => !readOnly);
  return others.length === 0 ? first : undefined;
}

/** Waits for a primary, for ever unless the signal is aborted. */
export function waitForPrimary(reach: Reach, signal?: AbortSignal): Promise<Server> {
  const options = { what: 'a primary', deadlineMs: Number.POSITIVE_INFINITY, everyMs: 200, signal };
  return waitFor(options, async () => {
    const primary = primaryAmong(await askServers(reach));
    return primary ? { done: true, value: primary } : { done: false, state: 'no node is the primary' };
  });
}
