import type { Connection } from 'mysql2/promise';
import { within } from '../../../wait.ts';
import { type Account, connect, type ServerAddress } from '../../mysql/session.ts';

/** A node as the manager acts on it: one piece of work at a time, on one connection that is kept open. */
export type ActingNode = {
  readonly address: ServerAddress;
  /** Runs `work` when earlier work is over. Rejects, and cuts the connection, when it takes longer than `deadlineMs`. */
  run<T>(what: string, deadlineMs: number, work: (connection: Connection) => Promise<T>): Promise<T>;
  /**
   * Sends `work` on the open connection without waiting for anything: for a node that does not answer, and might
   * later. Later work on the node cuts it off. Does nothing when no connection is open.
   */
  leaveOrder(work: (connection: Connection) => Promise<unknown>): void;
  /** A further connection, for what must happen while `run` waits. The caller destroys it. */
  another(): Promise<Connection>;
  /** Opens the connection if it is not, for later: a server that freezes accepts none. */
  keepOpen(): void;
  /** Cuts the connections; work in progress fails. */
  cut(): void;
};

const connectWithinMs = 1000;

export function actingNode(address: ServerAddress, account: Account): ActingNode {
  let connection: Connection | undefined;
  let ordered: Connection | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let opening = false;
  const cut = (): void => {
    for (const one of [connection, ordered]) one?.destroy();
    connection = undefined;
    ordered = undefined;
  };
  const open = async (): Promise<Connection> => {
    const opened = await connect(address, account, connectWithinMs);
    opened.on('error', () => {
      if (connection === opened) connection = undefined;
    });
    return opened;
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  return {
    address,
    run: (what, deadlineMs, work) =>
      inTurn(async () => {
        ordered?.destroy();
        ordered = undefined;
        connection ??= await open();
        const silence = `${what} on ${address.name} took longer than ${deadlineMs} ms`;
        try {
          return await within(work(connection), deadlineMs, silence, cut);
        } catch (error) {
          cut();
          throw error;
        }
      }),
    leaveOrder: (work) => {
      if (!connection) return;
      ordered = connection;
      connection = undefined;
      work(ordered).catch(() => undefined);
    },
    another: open,
    keepOpen: () => {
      if (connection || opening || ordered) return;
      opening = true;
      inTurn(async () => {
        connection ??= await open();
      })
        .catch(() => undefined)
        .finally(() => {
          opening = false;
        });
    },
    cut,
  };
}
