import { type Connection, escape as quote } from 'mysql2/promise';
import type { Account } from './session.ts';

/** Where a replica is to receive from. */
export type Source = {
  readonly host: string;
  readonly port: number;
  readonly account: Account;
  /** An idle source sends a sign of life this often (ms, at least 1). */
  readonly heartbeatMs: number;
  /** Transactions are applied this late. */
  readonly delaySeconds: number;
};

/**
 * Stops receiving, and so acknowledging; goes on applying. When this returns, no transaction that the source may
 * still commit will ever be acknowledged by this server.
 */
export async function stopReceiver(replica: Connection): Promise<void> {
  await replica.query('STOP REPLICA IO_THREAD');
}

/**
 * Starts receiving and applying again, from the source the server already knows. One that knows it no longer in full
 * forgets it: it can then be made to follow anew.
 */
export async function resumeReplication(replica: Connection): Promise<void> {
  try {
    await replica.query('START REPLICA');
  } catch (error) {
    if (hasHalfForgotten(error)) await replica.query('RESET REPLICA ALL');
    throw error;
  }
}

/**
 * Errors of a server that was killed while it forgot its source (RESET REPLICA ALL is no transaction): the rest of the
 * metadata fits no channel. ER_CONNECTION_METADATA, ER_REPLICA_APPLIER_METADATA_INIT_REPOSITORY.
 */
const halfForgotten: ReadonlySet<unknown> = new Set([1201, 1872]);

function hasHalfForgotten(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && halfForgotten.has(error.errno);
}

/**
 * Makes a server the replica of `source`, from wherever its own GTIDs say, and starts it, or one of its threads only.
 * What it received from an earlier source and did not apply is thrown away: let it apply that first.
 */
export async function follow(
  replica: Connection,
  source: Source,
  thread: '' | 'IO_THREAD' = '',
): Promise<void> {
  await replica.query('STOP REPLICA');
  try {
    await pointAtAndStart(replica, source, thread);
  } catch (error) {
    if (!hasHalfForgotten(error)) throw error;
    await replica.query('RESET REPLICA ALL');
    await pointAtAndStart(replica, source, thread);
  }
}

/**
 * Makes a server that follows by its own GTIDs receive from another source. Its applier goes on meanwhile, or stands
 * still if somebody holds it: with one thread running, CHANGE REPLICATION SOURCE keeps the relay logs, so that nothing
 * it received is thrown away. Its applier is started if it does not run.
 */
export async function receiveFrom(replica: Connection, source: Omit<Source, 'delaySeconds'>): Promise<void> {
  await replica.query('START REPLICA SQL_THREAD');
  await replica.query('STOP REPLICA IO_THREAD');
  await replica.query(`CHANGE REPLICATION SOURCE TO ${connectionOptions(source)}`);
  await replica.query('START REPLICA IO_THREAD');
}

function connectionOptions({ host, port, account, heartbeatMs }: Omit<Source, 'delaySeconds'>): string {
  return `SOURCE_HOST = ${quote(host)}, SOURCE_PORT = ${port},
       SOURCE_USER = ${quote(account.user)}, SOURCE_PASSWORD = ${quote(account.password)},
       GET_SOURCE_PUBLIC_KEY = 1, SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 1000000,
       SOURCE_HEARTBEAT_PERIOD = ${heartbeatMs / 1000}`;
}

async function pointAtAndStart(replica: Connection, source: Source, thread: string): Promise<void> {
  await replica.query(
    `CHANGE REPLICATION SOURCE TO ${connectionOptions(source)},
       SOURCE_AUTO_POSITION = 1, SOURCE_DELAY = ${source.delaySeconds}`,
  );
  await replica.query(`START REPLICA ${thread}`);
}

/** Makes a server nobody's replica. What it received and did not apply is thrown away. */
export async function followNobody(server: Connection): Promise<void> {
  await server.query('STOP REPLICA');
  await server.query('RESET REPLICA ALL');
}
