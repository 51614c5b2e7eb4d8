import { connect as openSocket, type Socket } from 'node:net';
import { type Connection, createConnection, type ResultSetHeader } from 'mysql2/promise';
import { within } from '../wait.ts';
import type { Done, Session, Value } from './session.ts';
import type { Account } from './types.ts';

type Address = { readonly host: string; readonly port: number };

/**
 * Opens a session with a server that speaks the protocol of MySQL, as MariaDB does, with a hard deadline for the whole
 * handshake: a frozen server accepts and never greets. Once destroyed, it waits for nobody.
 */
export async function connect(at: Address, account: Account, deadlineMs: number): Promise<Session> {
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
    const late = `no greeting from ${at.host}:${at.port} within ${deadlineMs} ms`;
    const again = (withinMs: number) => connect(at, account, withinMs);
    return new DriverSession(await within(opening, deadlineMs, late), again);
  } catch (error) {
    opening.then((late) => late.destroy()).catch(() => undefined);
    throw error;
  }
}

/**
 * The driver's `destroy` only closes its own half, and a socket whose other half stays open keeps the process alive: for a
 * quarter of an hour when the server's host was lost.
 */
export function socketTo({ host, port }: Address): Socket {
  const socket = openSocket(port, host);
  socket.setNoDelay(true);
  socket.once('finish', () => socket.destroy());
  return socket;
}

/** What a session was told to track (SESSION_TRACK), as the driver parses it; its types do not have it yet. */
type Tracked = { readonly gtids: string[]; readonly systemVariables: Record<string, string> };
type Header = ResultSetHeader & { stateChanges?: Tracked };

/** MariaDB's GTID of one transaction, as no position: that would stand for all before it, too. */
function single(gtid: string): string {
  return gtid.replace(/-(\d+)$/, '-[$1]');
}

class DriverSession implements Session {
  readonly #connection: Connection;
  readonly again: Session['again'];

  constructor(connection: Connection, again: Session['again']) {
    this.#connection = connection;
    this.again = again;
    // One that breaks while it is idle emits an error, which would end the process; the next statement reports it.
    connection.on('error', () => undefined);
  }

  get id(): number {
    return this.#connection.threadId ?? 0;
  }

  async query<Row>(sql: string, values: readonly Value[] = [], timeoutMs?: number): Promise<Row[]> {
    const answer = await this.#send(sql, values, timeoutMs);
    return Array.isArray(answer) ? (answer as Row[]) : [];
  }

  async execute(sql: string, values: readonly Value[] = [], timeoutMs?: number): Promise<Done> {
    const { affectedRows, stateChanges } = (await this.#send(sql, values, timeoutMs)) as Header;
    const { last_gtid: last } = stateChanges?.systemVariables ?? {};
    return { affectedRows, transactions: [...(stateChanges?.gtids ?? []), ...(last ? [single(last)] : [])] };
  }

  async #send(sql: string, values: readonly Value[], timeoutMs: number | undefined): Promise<unknown> {
    const timeout = timeoutMs === undefined ? {} : { timeout: timeoutMs };
    const [answer] = await this.#connection.query({ sql, values: [...values], ...timeout });
    return answer;
  }

  onLost(listener: (error: Error) => void): void {
    this.#connection.once('error', listener);
  }

  async end(): Promise<void> {
    await this.#connection.end();
  }

  destroy(): void {
    this.#connection.destroy();
  }
}
