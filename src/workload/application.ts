import { createPool, type Pool } from 'mysql2';
import { chooseHost, type Host } from './hosts.ts';
import { acknowledged, type Ending, notSent, sentAndFailed } from './outcome.ts';
import type { ClientOptions, Ended, StreamClient } from './stream.ts';
import type { Write } from './types.ts';

/**
 * An application as most are written: a pool with the driver's ordinary settings (10 s to connect, no query
 * time-out, an unlimited queue), which gives a connection back after each write; one for each host of its list.
 */
export function applicationClient(options: ClientOptions & { readonly connections: number }): StreamClient {
  const { user, password } = options.account;
  const choice = chooseHost(options.hosts);
  const pools = new Map<Host, Pool>();
  const poolOf = (at: Host): Pool => {
    const { host, port } = at;
    const pool =
      pools.get(at) ?? createPool({ host, port, user, password, connectionLimit: options.connections });
    pools.set(at, pool);
    return pool;
  };
  const send = (write: Write): Promise<Ended> =>
    new Promise((resolve) => {
      const at = choice.current();
      const end = (ending: Ending): void => {
        if (ending.asksElsewhere) choice.failed(at);
        resolve({ ending, endedAtMs: options.nowMs() });
      };
      poolOf(at).getConnection((unconnected, connection) => {
        if (unconnected) return end(notSent(unconnected));
        const { sql, values } = options.workload.statement(write);
        connection.query(sql, values, (error) => {
          end(error ? sentAndFailed(options.outcomeOf, error) : acknowledged);
          // The server's own errors leave the connection sound; any other ends it, and the pool opens a new one.
          if (error && !error.sqlState) connection.destroy();
          else connection.release();
        });
      });
    });
  return {
    send,
    close: () => {
      for (const pool of pools.values()) pool.end(() => undefined);
    },
  };
}
