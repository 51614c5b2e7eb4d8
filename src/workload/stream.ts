import type { Account, Engine } from '../engine/types.ts';
import type { OperationLine, Stream } from '../history/schema.ts';
import { seededRandom } from '../random.ts';
import type { Host } from './hosts.ts';
import { type Ending, unheard } from './outcome.ts';
import { startSchedule } from './schedule.ts';
import type { Workload, Write } from './types.ts';

export type ClientOptions = {
  /** The list that the driver was given: one address, or several of which it chooses one. */
  readonly hosts: readonly [Host, ...Host[]];
  readonly account: Account;
  readonly workload: Workload;
  readonly outcomeOf: Engine['outcomeOf'];
  readonly nowMs: () => number;
};

export type Ended = { readonly ending: Ending; readonly endedAtMs: number };

/** How one kind of client sends a write. Never rejects: every write ends in an outcome. */
export type StreamClient = {
  send(write: Write): Promise<Ended>;
  close(): void;
};

export type RunningStream = {
  /** Stops new arrivals, waits for what is in flight, and records what does not end by then as unknown. */
  stop(drainMs: number): Promise<void>;
};

/**
 * Sends writes on an open-loop schedule and hands over each as a line of the history when it ends. Arrivals go
 * round the writers; each writer counts its own sequence from 1.
 */
export function startStream(options: {
  readonly stream: Stream;
  readonly client: StreamClient;
  /** Numbers of the writers of this stream; no other stream uses them. */
  readonly writers: readonly number[];
  readonly periodMs: number;
  readonly seed: number;
  readonly nowMs: () => number;
  readonly onEnd: (line: OperationLine) => void;
}): RunningStream {
  const { stream, client, writers, nowMs, onEnd } = options;
  const random = seededRandom(options.seed);
  const inFlight = new Map<Write, { dueMs: number; startedAtMs: number }>();

  const finish = (write: Write, { ending, endedAtMs }: Ended): void => {
    const times = inFlight.get(write);
    if (!times) return;
    inFlight.delete(write);
    const { writer, sequence, value } = write;
    const { dueMs, startedAtMs } = times;
    onEnd([
      stream,
      writer,
      sequence,
      value,
      round(dueMs),
      startedAtMs,
      endedAtMs,
      ending.outcome,
      ending.error,
    ]);
  };
  const arrive = (index: number, dueMs: number): void => {
    const writer = writers[index % writers.length] ?? 0;
    const sequence = Math.floor(index / writers.length) + 1;
    const write: Write = { writer, sequence, value: Math.floor(random() * 2 ** 31) };
    inFlight.set(write, { dueMs, startedAtMs: nowMs() });
    client.send(write).then((ended) => finish(write, ended));
  };
  const schedule = startSchedule({ startMs: nowMs(), periodMs: options.periodMs, nowMs, arrive });

  return {
    stop: async (drainMs) => {
      schedule.stop();
      await drained(inFlight, drainMs);
      const gaveUp = unheard('not ended when the load stopped');
      for (const write of [...inFlight.keys()]) finish(write, { ending: gaveUp, endedAtMs: nowMs() });
      client.close();
    },
  };
}

/** Resolves when nothing is left, or after `drainMs`. */
export function drained(inFlight: { readonly size: number }, drainMs: number): Promise<void> {
  const deadlineMs = performance.now() + drainMs;
  return new Promise((resolve) => {
    const look = (): void => {
      if (inFlight.size === 0 || performance.now() > deadlineMs) resolve();
      else setTimeout(look, 5);
    };
    look();
  });
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
