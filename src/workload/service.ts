import { type Connection, createConnection } from 'mysql2';
import { acknowledged, type Ending, notSent, sentAndFailed } from './outcome.ts';
import type { ClientOptions, Ended, StreamClient } from './stream.ts';
import type { Write } from './types.ts';

/** Of the probes; what is due beyond that fails unsent. */
export const mostInFlight = 40;
const mostIdle = 4;

/**
 * Probes that tell when anybody could have written: each takes an idle connection if there is one and else opens
 * its own, and each has a hard deadline of its own, so that no probe waits behind one that hangs (hedging).
 */
export function serviceClient(options: ClientOptions & { readonly deadlineMs: number }): StreamClient {
  const idle: Connection[] = [];
  let inFlight = 0;

  const open = (): Connection => {
    const { host, port, account } = options;
    const settings = { host, port, user: account.user, password: account.password };
    const connection = createConnection({ ...settings, connectTimeout: options.deadlineMs });
    // Errors reach the probe through its callbacks; the same error as an event would end the process.
    connection.on('error', () => undefined);
    return connection;
  };

  const send = async (write: Write): Promise<Ended> => {
    if (inFlight >= mostInFlight) {
      return { ending: notSent(new Error(`${mostInFlight} probes in flight`)), endedAtMs: options.nowMs() };
    }
    inFlight += 1;
    const reused = idle.pop();
    const connection = reused ?? open();
    const ended = await probe(connection, reused !== undefined, write, options);
    inFlight -= 1;
    if (ended.ending.outcome === 'ok' && idle.length < mostIdle) idle.push(connection);
    else connection.destroy();
    return ended;
  };
  return {
    send,
    close: () => {
      for (const connection of idle.splice(0)) connection.destroy();
    },
  };
}

function probe(
  connection: Connection,
  connected: boolean,
  write: Write,
  options: ClientOptions & { readonly deadlineMs: number },
): Promise<Ended> {
  return new Promise((resolve) => {
    let sent = false;
    let settled = false;
    const settle = (ending: Ending): void => {
      settled = true;
      clearTimeout(timer);
      resolve({ ending, endedAtMs: options.nowMs() });
    };
    const timer = setTimeout(() => {
      const late = new Error(`no answer within ${options.deadlineMs} ms`);
      settle(sent ? sentAndFailed(late) : notSent(late));
    }, options.deadlineMs);
    const query = (): void => {
      if (settled) return;
      sent = true;
      const { sql, values } = options.workload.statement(write);
      connection.query(sql, values, (error) => settle(error ? sentAndFailed(error) : acknowledged));
    };
    if (connected) query();
    else connection.connect((error) => (error ? settle(notSent(error)) : query()));
  });
}
