import { counted } from '../../evidence.ts';
import { type BesideLine, besideLineOf } from '../../history/beside.ts';
import { unheard } from '../outcome.ts';
import { startSchedule } from '../schedule.ts';
import { drained, type RunningStream } from '../stream.ts';
import type { Applied, Process } from './processes.ts';
import type { NewOperation } from './types.ts';

type Arrival = { readonly index: number; readonly operation: NewOperation; readonly dueMs: number };
type Sent = Arrival & { readonly startedAtMs: number; readonly process: number };

/**
 * Sends the operations of a workload on an open-loop schedule, each by the first connection that is free, and hands each
 * over as a line of the record when it ends. What finds no free connection in time fails unsent, by the client's own limit:
 * its error begins with `client:`.
 */
export function startBesideStream(options: {
  readonly processes: readonly Process[];
  readonly next: () => NewOperation;
  readonly periodMs: number;
  /** An operation waits no longer for a free connection. */
  readonly queueMs: number;
  readonly nowMs: () => number;
  readonly onEnd: (line: BesideLine) => void;
  /** Told of an error of the workload's own code. */
  readonly onFailure: (error: unknown) => void;
}): RunningStream {
  const { processes, nowMs, onEnd } = options;
  const names = processes.map((_, slot) => slot);
  const idle = [...names];
  const queue: Arrival[] = [];
  const inFlight = new Map<Arrival, Sent>();

  const end = (one: Arrival, { outcome, error, result }: Omit<Applied, 'asksElsewhere'>): void => {
    const { startedAtMs, process } = inFlight.get(one) ?? { startedAtMs: nowMs(), process: null };
    const { index, operation, dueMs } = one;
    const times = { scheduledAtMs: Math.round(dueMs * 1000) / 1000, startedAtMs, endedAtMs: nowMs() };
    onEnd(besideLineOf({ index, process, ...operation, ...times, outcome, result, error }));
  };
  const unsent = (one: Arrival, why: string): void =>
    end(one, { outcome: 'fail', result: null, error: `client: ${why}` });

  const send = async (slot: number, one: Arrival): Promise<void> => {
    const process = names[slot] ?? slot;
    inFlight.set(one, { ...one, startedAtMs: nowMs(), process });
    const applied = await processes[slot]?.apply(one.operation);
    // When the load stopped it was given up, and told so.
    if (!applied || !inFlight.has(one)) return;
    end(one, applied);
    inFlight.delete(one);
    // Of a process whose operation may still be going on nobody knows what it did: it does no other.
    if (applied.outcome === 'info') names[slot] = process + processes.length;
    idle.push(slot);
    sendNext();
  };
  const sendNext = (): void => {
    while (queue.length > 0 && idle.length > 0) {
      const one = queue.shift();
      if (!one) return;
      if (nowMs() - one.dueMs > options.queueMs) {
        unsent(
          one,
          `none of ${counted(processes.length, 'connection')} was free within ${options.queueMs} ms`,
        );
        continue;
      }
      send(idle.shift() ?? 0, one).catch(options.onFailure);
    }
  };
  const arrive = (index: number, dueMs: number): void => {
    queue.push({ index, operation: options.next(), dueMs });
    sendNext();
  };
  const schedule = startSchedule({ startMs: nowMs(), periodMs: options.periodMs, nowMs, arrive });

  return {
    stop: async (drainMs) => {
      schedule.stop();
      for (const one of queue.splice(0)) unsent(one, 'still waiting for a connection when the load stopped');
      await drained(inFlight, drainMs);
      const gaveUp = unheard('not ended when the load stopped');
      for (const one of [...inFlight.keys()]) {
        end(one, { ...gaveUp, result: null });
        inFlight.delete(one);
      }
      for (const process of processes) process.close();
    },
  };
}
