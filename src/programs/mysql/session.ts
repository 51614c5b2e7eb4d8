import { connect as openSocket, type Socket } from 'node:net';
import { type Connection, createConnection } from 'mysql2/promise';
import { within } from '../../wait.ts';

/** One database server, by the name that others reach it by. */
export type ServerAddress = { readonly name: string; readonly host: string; readonly port: number };

export type Account = { readonly user: string; readonly password: string };

/**
 * Opens a session. The deadline is for the whole handshake, since a frozen server accepts and never greets.
 *
 * @throws Error of the driver, or that nothing greeted within `deadlineMs`
 */
export async function connect(
  { host, port }: Pick<ServerAddress, 'host' | 'port'>,
  account: Account,
  deadlineMs: number,
): Promise<Connection> {
  const socket = openOwnSocket(host, port);
  const opening = createConnection({
    ...account,
    stream: () => socket,
    connectTimeout: deadlineMs,
    supportBigNumbers: true,
  });
  try {
    return await within(opening, deadlineMs, `${host}:${port} does not greet within ${deadlineMs} ms`);
  } catch (error) {
    socket.destroy();
    opening.catch(() => undefined);
    throw error;
  }
}

/** One that is over once the driver has closed its half: the other half may stay open as long as a lost host is waited for. */
function openOwnSocket(host: string, port: number): Socket {
  const socket = openSocket({ host, port, noDelay: true });
  return socket.once('finish', () => socket.destroy());
}

/** Runs `use` on a session of its own, closed afterwards. */
export async function withSession<T>(
  address: Pick<ServerAddress, 'host' | 'port'>,
  account: Account,
  use: (session: Connection) => Promise<T>,
): Promise<T> {
  const session = await connect(address, account, 5000);
  return use(session).finally(() => session.destroy());
}
