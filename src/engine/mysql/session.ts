import { connect as openSocket, type Socket } from 'node:net';
import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { within } from '../../wait.ts';
import type { Account } from '../types.ts';

/** A session with a server. Whoever opened it destroys it. */
export type Session = Connection;

/**
 * Opens a connection with a hard deadline for the whole handshake: a frozen server accepts and never greets. Once
 * destroyed, it waits for nobody.
 */
export async function connect(
  at: { readonly host: string; readonly port: number },
  account: Account,
  deadlineMs: number,
): Promise<Connection> {
  const opening = createConnection({
    host: at.host,
    port: at.port,
    user: account.user,
    password: account.password,
    connectTimeout: deadlineMs,
    stream: () => socketTo(at),
    supportBigNumbers: true,
  });
  try {
    return await within(
      opening,
      deadlineMs,
      `no greeting from ${at.host}:${at.port} within ${deadlineMs} ms`,
    );
  } catch (error) {
    opening.then((late) => late.destroy()).catch(() => undefined);
    throw error;
  }
}

/**
 * The driver's `destroy` only closes its own half, and a socket whose other half stays open keeps the process alive: for a
 * quarter of an hour when the server's host was lost.
 */
function socketTo({ host, port }: { readonly host: string; readonly port: number }): Socket {
  const socket = openSocket(port, host);
  socket.setNoDelay(true);
  socket.once('finish', () => socket.destroy());
  return socket;
}

/** Runs `use` on a connection of its own, closed afterwards. */
export async function withConnection<T>(
  at: { readonly host: string; readonly port: number },
  account: Account,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(at, account, 5000);
  try {
    return await use(connection);
  } finally {
    connection.destroy();
  }
}

/** The rows that a statement answers, in `timeoutMs` at most where that is given. */
export async function rowsOf<Row>(
  session: Session,
  sql: string,
  values: readonly (string | number | readonly string[])[] = [],
  timeoutMs?: number,
): Promise<Row[]> {
  const timeout = timeoutMs === undefined ? {} : { timeout: timeoutMs };
  const [rows] = await session.query<(RowDataPacket & Row)[]>({ sql, values: [...values], ...timeout });
  return rows;
}

/** What a statement did. `gtids` needs `SET SESSION session_track_gtids = OWN_GTID`, and `gtid_mode` ON. */
export type Done = { readonly affectedRows: number; readonly gtids: readonly string[] };

/** As the driver parses the OK packet's session state; its types do not have it yet. */
type Header = ResultSetHeader & { stateChanges?: { gtids: string[] } };

/** Runs a statement that returns no rows, in `timeoutMs` at most. */
export async function executeOn(
  session: Session,
  sql: string,
  timeoutMs: number,
  values: readonly number[] = [],
): Promise<Done> {
  const [header] = await session.query<Header>({ sql, values: [...values], timeout: timeoutMs });
  return { affectedRows: header.affectedRows, gtids: header.stateChanges?.gtids ?? [] };
}
