import { type Connection, createConnection, createPool, type PoolConnection } from 'mysql2';
import { socketTo } from '../../engine/connect.ts';
import type { Driver, Taken } from './driver.ts';

/** mysql2 with its ordinary settings: 10 s to connect, no time-out of a query, an unlimited queue of its pool. */
export const mysql2: Driver = ({ account, address, poolOf, tls, prepared }) => {
  const settings = {
    user: account.user,
    password: account.password,
    stream: () => socketTo(address()),
    ...(tls && { ssl: { rejectUnauthorized: false } }),
  };
  const taken = (connection: Connection, openedAtMs: number, release: () => void): Taken => ({
    openedAtMs,
    write: (sql, values) =>
      new Promise((resolve, reject) => {
        const done = (error: unknown) => (error ? reject(error) : resolve());
        if (prepared) connection.execute(sql, [...values], done);
        else connection.query(sql, [...values], done);
      }),
    release,
    destroy: () => connection.destroy(),
  });
  if (poolOf === undefined) return { take: () => takeFresh(settings, taken), close: () => undefined };
  const pool = createPool({ ...settings, connectionLimit: poolOf });
  const openedAtMs = new WeakMap<Connection, number>();
  pool.on('connection', (connection) => openedAtMs.set(connection, performance.now()));
  return {
    take: () =>
      new Promise((resolve, reject) => {
        pool.getConnection((error: Error | null, connection: PoolConnection) =>
          error
            ? reject(error)
            : resolve(taken(connection, openedAtMs.get(connection) ?? 0, () => connection.release())),
        );
      }),
    close: () => pool.end(() => undefined),
  };
};

function takeFresh(
  settings: Parameters<typeof createConnection>[0] & object,
  taken: (connection: Connection, openedAtMs: number, release: () => void) => Taken,
): Promise<Taken> {
  return new Promise((resolve, reject) => {
    const connection = createConnection(settings);
    // Errors reach the write through its callback; the same error as an event would end the thread.
    connection.on('error', () => undefined);
    connection.connect((error) => {
      if (!error) return resolve(taken(connection, performance.now(), () => connection.end()));
      connection.destroy();
      reject(error);
    });
  });
}
