import { createPool } from 'mysql2';
import { acknowledged, type Ending, notSent, sentAndFailed } from './outcome.ts';
import type { ClientOptions, Ended, StreamClient } from './stream.ts';
import type { Write } from './types.ts';

/**
 * An application as most are written: a pool with the driver's ordinary settings (10 s to connect, no query
 * time-out, an unlimited queue), which gives a connection back after each write.
 */
export function applicationClient(options: ClientOptions & { readonly connections: number }): StreamClient {
  const pool = createPool({
    host: options.host,
    port: options.port,
    user: options.account.user,
    password: options.account.password,
    connectionLimit: options.connections,
  });
  const send = (write: Write): Promise<Ended> =>
    new Promise((resolve) => {
      const end = (ending: Ending): void => resolve({ ending, endedAtMs: options.nowMs() });
      pool.getConnection((unconnected, connection) => {
        if (unconnected) return end(notSent(unconnected));
        const { sql, values } = options.workload.statement(write);
        connection.query(sql, values, (error) => {
          end(error ? sentAndFailed(error) : acknowledged);
          // The server's own errors leave the connection sound; any other ends it, and the pool opens a new one.
          if (error && !error.sqlState) connection.destroy();
          else connection.release();
        });
      });
    });
  return { send, close: () => pool.end(() => undefined) };
}
