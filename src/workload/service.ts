import { type Connection, createConnection } from 'mysql2';
import { chooseHost, type Host } from './hosts.ts';
import { acknowledged, type Ending, notSent, sentAndFailed, unheard } from './outcome.ts';
import type { ClientOptions, Ended, StreamClient } from './stream.ts';
import type { Write } from './types.ts';

/** Of the probes; what is due beyond that fails unsent. */
export const mostInFlight = 40;
const mostIdle = 4;

type Open = { readonly connection: Connection; readonly at: Host };

/**
 * Probes that tell when anybody could have written: each takes an idle connection if there is one and else opens
 * its own, and each has a hard deadline of its own, so that no probe waits behind one that hangs (hedging).
 */
export function serviceClient(options: ClientOptions & { readonly deadlineMs: number }): StreamClient {
  const idle: Open[] = [];
  const choice = chooseHost(options.hosts);
  let inFlight = 0;

  const open = (): Open => {
    const { user, password } = options.account;
    const at = choice.current();
    const settings = { host: at.host, port: at.port, user, password };
    const connection = createConnection({ ...settings, connectTimeout: options.deadlineMs });
    // Errors reach the probe through its callbacks; the same error as an event would end the process.
    connection.on('error', () => undefined);
    return { connection, at };
  };

  /** One to the host in use: those to another are closed. */
  const takeIdle = (): Open | undefined => {
    for (;;) {
      const one = idle.pop();
      if (!one || one.at === choice.current()) return one;
      one.connection.destroy();
    }
  };

  const send = async (write: Write): Promise<Ended> => {
    if (inFlight >= mostInFlight) {
      return { ending: notSent(new Error(`${mostInFlight} probes in flight`)), endedAtMs: options.nowMs() };
    }
    inFlight += 1;
    const reused = takeIdle();
    const opened = reused ?? open();
    const ended = await probe(opened.connection, reused !== undefined, write, options);
    inFlight -= 1;
    if (ended.ending.asksElsewhere) choice.failed(opened.at);
    if (ended.ending.outcome === 'ok' && idle.length < mostIdle) idle.push(opened);
    else opened.connection.destroy();
    return ended;
  };
  return {
    send,
    close: () => {
      for (const { connection } of idle.splice(0)) connection.destroy();
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
      const late = `no answer within ${options.deadlineMs} ms`;
      settle(sent ? unheard(late) : notSent(new Error(late)));
    }, options.deadlineMs);
    const query = (): void => {
      if (settled) return;
      sent = true;
      const { sql, values } = options.workload.statement(write);
      connection.query(sql, values, (error) =>
        settle(error ? sentAndFailed(options.outcomeOf, error) : acknowledged),
      );
    };
    if (connected) query();
    else connection.connect((error) => (error ? settle(notSent(error)) : query()));
  });
}
