import type { Account } from '../../engine/types.ts';
import type { Host } from '../hosts.ts';

/** A connection that was taken for one write. */
export type Taken = {
  /** When it was opened, of `performance.now`. */
  readonly openedAtMs: number;
  /** Runs a statement that answers no rows; rejects with the driver's own error. */
  write(sql: string, values: readonly (string | number)[]): Promise<void>;
  /** It is sound: a pool keeps it, a fresh one is closed. */
  release(): void;
  /** Closes it at once. */
  destroy(): void;
};

/** Where a client takes its connections from. */
export type Source = {
  /** Rejects where none can be had in the driver's own time. */
  take(): Promise<Taken>;
  close(): void;
};

/** One driver of npm. */
export type Driver = (settings: {
  readonly account: Account;
  /** Asked for each connection that is opened. */
  readonly address: () => Host;
  /** The most of its pool; undefined for a fresh connection each time. */
  readonly poolOf: number | undefined;
  readonly tls: boolean;
  readonly prepared: boolean;
}) => Source;
