import type { EventEmitter } from 'node:events';
import { type Connection, createConnection, createPool } from 'mariadb';
import { socketTo } from '../../engine/connect.ts';
import type { Driver, Taken } from './driver.ts';

/** MariaDB's driver with its ordinary settings: 1 s to connect, 10 s to wait for a connection of its pool. */
export const mariadb: Driver = ({ account, address, poolOf, tls, prepared }) => {
  const settings = {
    user: account.user,
    password: account.password,
    stream: (opened: (error?: Error, socket?: ReturnType<typeof socketTo>) => void) =>
      opened(undefined, socketTo(address())),
    ...(tls && { ssl: { rejectUnauthorized: false } }),
  };
  const taken = (connection: Connection, openedAtMs: number, release: () => void): Taken => ({
    openedAtMs,
    write: async (sql, values) => {
      if (prepared) await connection.execute(sql, [...values]);
      else await connection.query(sql, [...values]);
    },
    release,
    destroy: () => connection.destroy(),
  });
  if (poolOf === undefined) {
    return {
      take: async () => {
        const connection = await createConnection(settings);
        connection.on('error', () => undefined);
        return taken(connection, performance.now(), () => void connection.end().catch(() => undefined));
      },
      close: () => undefined,
    };
  }
  const pool = createPool({ ...settings, connectionLimit: poolOf });
  // The pool itself opens another in the place of one that could not be opened; who waits for it is told in time.
  // Its types do not know of the event, which without a listener ends the thread.
  (pool as unknown as EventEmitter).on('error', () => undefined);
  const openedAtMs = new Map<number | null, number>();
  pool.on('connection', ({ threadId }) => openedAtMs.set(threadId, performance.now()));
  return {
    take: async () => {
      const connection = await pool.getConnection();
      const sinceMs = openedAtMs.get(connection.threadId) ?? performance.now();
      return taken(connection, sinceMs, () => void connection.release().catch(() => undefined));
    },
    close: () => void pool.end().catch(() => undefined),
  };
};
