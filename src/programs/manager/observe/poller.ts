import type { Connection } from 'mysql2/promise';
import { monotonicNowMs } from '../../../clock.ts';
import { messageOf } from '../../../errors.ts';
import { within } from '../../../wait.ts';
import { saysGoingDown } from '../../mysql/going-down.ts';
import { readState } from '../../mysql/server-state.ts';
import { type Account, connect, type ServerAddress } from '../../mysql/session.ts';
import type { Poll, PollFailure, PollResult } from './view.ts';

export type PollerOptions = {
  readonly node: ServerAddress;
  readonly account: Account;
  readonly everyMs: number;
  /** A poll that takes longer has failed; its connection is cut. */
  readonly deadlineMs: number;
  readonly onPoll: (poll: Poll) => void;
};

/** A node that hangs is asked on new connections as well, but on no more than this many at a time. */
const maxInFlight = 4;

/**
 * Asks one node for its state again and again. A poll that hangs holds up no other: as long as it hangs, further
 * ones go out on connections of their own, so that a node counts as silent only if none of them is answered,
 * and a short break of the network is over for us as soon as it is over. A healthy node sees one connection.
 */
export function startPoller(options: PollerOptions): { stop(): void } {
  let idle: Connection | undefined;
  let inFlight = 0;
  const poll = async (): Promise<void> => {
    if (inFlight >= maxInFlight) return;
    inFlight += 1;
    const connection = idle;
    idle = undefined;
    const askedAtMs = monotonicNowMs();
    const { result, open } = await ask(connection, options);
    if (idle) open?.destroy();
    else idle = open;
    inFlight -= 1;
    options.onPoll({ node: options.node.name, askedAtMs, endedAtMs: monotonicNowMs(), result });
  };
  const timer = setInterval(poll, options.everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      idle?.destroy();
    },
  };
}

/** One poll, on `connection` or a new one. The connection is handed back only if it is still good. */
async function ask(
  connection: Connection | undefined,
  options: PollerOptions,
): Promise<{ result: PollResult; open?: Connection }> {
  let open = connection;
  try {
    open ??= await connectQuietly(options);
    const asked = open;
    const silence = `no answer within ${options.deadlineMs} ms`;
    const state = await within(readState(asked), options.deadlineMs, silence, () => asked.destroy());
    return { result: { how: 'answered', state }, open };
  } catch (error) {
    open?.destroy();
    return { result: failureOf(error) };
  }
}

async function connectQuietly({ node, account, deadlineMs }: PollerOptions): Promise<Connection> {
  const connection = await connect(node, account, deadlineMs);
  // An idle connection that breaks emits an error event; the next poll reports it.
  connection.on('error', () => undefined);
  return connection;
}

/** Somebody at the address says no; nobody says anything; the server answers, but with an error. */
export function failureOf(error: unknown): PollFailure {
  // The driver's words for a connection that broke between two polls speak of commands, not of the server.
  const text = messageOf(error).replace(/^Can't .*in closed state$/, 'its connection broke');
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED' || saysGoingDown(error)) return { how: 'refused', text: text || code };
  if (code.startsWith('ER_')) return { how: 'error', text };
  return { how: 'silent', text: text || code };
}
