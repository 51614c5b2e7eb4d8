import { monotonicNowMs } from '../clock.ts';
import type { ManagerEvent } from './decide/decision.ts';

/** An event as the manager writes it: one line of JSON. `monotonicMs` is the kernel's clock, `at` is for people. */
export type StampedEvent = ManagerEvent & { readonly monotonicMs: number; readonly at: string };

export type EventLog = {
  tell(event: ManagerEvent): void;
  /** The newest events, oldest first. */
  recent(): readonly StampedEvent[];
};

const kept = 50;

/** Stamps events, writes them to stdout, remembers the newest, and passes them on. */
export function eventLog(onEvent: (event: StampedEvent) => void): EventLog {
  const recent: StampedEvent[] = [];
  return {
    tell: (event) => {
      const stamped = { monotonicMs: monotonicNowMs(), at: new Date().toISOString(), ...event };
      process.stdout.write(`${JSON.stringify(stamped)}\n`);
      recent.push(stamped);
      if (recent.length > kept) recent.shift();
      onEvent(stamped);
    },
    recent: () => recent,
  };
}
