import { type BesideLine, besideLineOf } from '../../history/beside.ts';
import type { Random } from '../../random.ts';
import { type Ending, unheard } from '../outcome.ts';
import { startSchedule } from '../schedule.ts';
import { drained, type RunningStream } from '../stream.ts';
import type { AppClient } from './client.ts';
import { clientWriteSql } from './clients.ts';
import type { ClientSettings } from './schema.ts';

/** Counts over all clients of a drill: arrivals, and who sends one write at a time. */
export type Counters = {
  nextIndex(): number;
  /** A process that does nothing else now. */
  takeProcess(): number;
  freeProcess(process: number): void;
};

export function counters(): Counters {
  let arrivals = 0;
  let processes = 0;
  const free: number[] = [];
  return {
    nextIndex: () => arrivals++,
    takeProcess: () => free.pop() ?? processes++,
    freeProcess: (process) => free.push(process),
  };
}

type Sent = {
  readonly index: number;
  readonly process: number;
  readonly value: [sequence: number, value: number];
  readonly scheduledAtMs: number;
  readonly startedAtMs: number;
};

/**
 * Sends the writes of one client on an open-loop schedule, each at once: a wait for a connection is the client's own and
 * part of its time, as for an application. Hands each over as a line of the record when it ends.
 */
export function startClientStream(options: {
  readonly settings: Pick<ClientSettings, 'name' | 'rate'>;
  readonly client: AppClient;
  readonly counters: Counters;
  readonly random: Random;
  readonly nowMs: () => number;
  readonly onEnd: (line: BesideLine) => void;
}): RunningStream {
  const { settings, client, random, nowMs } = options;
  const { name, rate } = settings;
  const inFlight = new Set<Sent>();

  const end = (sent: Sent, { outcome, error }: Ending): void => {
    // When the load stopped it was given up, and told so.
    if (!inFlight.delete(sent)) return;
    const about = { function: 'insert', key: name, outcome, error, result: null };
    options.onEnd(besideLineOf({ ...sent, ...about, endedAtMs: nowMs() }));
    // Of a process whose write may still be going on nobody knows what it did: it does no other.
    if (outcome !== 'info') options.counters.freeProcess(sent.process);
  };
  const arrive = (arrival: number, dueMs: number): void => {
    const value: [number, number] = [arrival + 1, Math.floor(random() * 2 ** 31)];
    const times = { scheduledAtMs: Math.round(dueMs * 1000) / 1000, startedAtMs: nowMs() };
    const { counters } = options;
    const sent: Sent = { index: counters.nextIndex(), process: counters.takeProcess(), value, ...times };
    inFlight.add(sent);
    client.send(clientWriteSql, [name, ...value]).then((ending) => end(sent, ending));
  };
  const schedule = startSchedule({ startMs: nowMs(), periodMs: 1000 / rate, nowMs, arrive });

  return {
    stop: async (drainMs) => {
      schedule.stop();
      await drained(inFlight, drainMs);
      for (const sent of [...inFlight]) end(sent, unheard('not ended when the load stopped'));
      client.close();
    },
  };
}
