import type { Proof } from '../../types.ts';

/** One start of a server: its process, from its beginning to its end. */
export type ServerStart = {
  /** Two starts of a server are the same when they have the same. */
  readonly id: string;
  /** Its process id in its container. */
  readonly pid: number;
  /** What evidence calls it. */
  readonly words: string;
};

/**
 * The server of a target: the process that serves. What is done to it is the same in every container; how it is reached,
 * and who starts it again, depends on who is PID 1 there.
 */
export type Server = {
  /** The start that runs now; undefined while none does. */
  current(): Promise<ServerStart | undefined>;
  /** SIGKILL to its process; resolves when that has ended. @throws Error when no server runs, or it does not end */
  kill(): Promise<Killed>;
  /** Tells it to shut down cleanly and to stay down; resolves when it has been told. */
  beginStop(): Promise<Stopping>;
  /** Makes it stand still; resolves when it does. */
  freeze(): Promise<Frozen>;
};

/** What was killed, and how to see that it is dead. */
export type Killed = {
  /** The instant before SIGKILL (drill clock, ms). */
  readonly effectAtMs: number;
  /** What evidence calls the start that ended. */
  readonly victim: string;
  prove(): Promise<Proof>;
};

/** A shutdown under way. */
export type Stopping = {
  /** Drill clock, ms. */
  readonly sentAtMs: number;
  /** Waits until the server has ended, and tells how. @throws DeadlineError when it has not in time */
  stopped(): Promise<{ readonly clean: boolean; readonly evidence: string }>;
};

/** A server that stands still. */
export type Frozen = {
  /** The instant before it was told to (drill clock, ms). */
  readonly effectAtMs: number;
  readonly evidence: string;
  isFrozen(): Promise<boolean>;
  /** Idempotent, and possible when it is dead by now. */
  thaw(): Promise<void>;
};
