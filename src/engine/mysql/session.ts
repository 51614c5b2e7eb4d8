import { connect as openSocket, type Socket } from 'node:net';
import { createConnection } from 'mysql2/promise';
import { within } from '../../wait.ts';
import type { Account } from '../types.ts';
import type { Session } from './statements.ts';

/**
 * Opens a connection with a hard deadline for the whole handshake: a frozen server accepts and never greets. Once
 * destroyed, it waits for nobody.
 */
export async function connect(
  at: { readonly host: string; readonly port: number },
  account: Account,
  deadlineMs: number,
): Promise<Session> {
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
  use: (connection: Session) => Promise<T>,
): Promise<T> {
  const connection = await connect(at, account, 5000);
  try {
    return await use(connection);
  } finally {
    connection.destroy();
  }
}
