import { monotonicNowMs } from '../clock.ts';
import type { EventType } from '../history/schema.ts';

/** An event that a service of the cluster tells; stamped where it is written. */
export type ServiceEvent = {
  readonly type: EventType;
  readonly text: string;
  readonly node?: string;
  readonly data?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
};

/** An event as a service writes it: one line of JSON. `monotonicMs` is the kernel's clock, `at` is for people. */
export type StampedEvent = ServiceEvent & { readonly monotonicMs: number; readonly at: string };

export type EventLog = {
  tell(event: ServiceEvent): void;
  /** Tells an event unless it is the one this told last about its node. */
  tellOnce(event: ServiceEvent): void;
  /** The newest events, oldest first. */
  recent(): readonly StampedEvent[];
};

const kept = 50;

/** Stamps events, writes them to stdout, remembers the newest, and passes them on. */
export function eventLog(onEvent: (event: StampedEvent) => void): EventLog {
  const recent: StampedEvent[] = [];
  const told = new Map<string | undefined, string>();
  const tell = (event: ServiceEvent): void => {
    const stamped = { monotonicMs: monotonicNowMs(), at: new Date().toISOString(), ...event };
    process.stdout.write(`${JSON.stringify(stamped)}\n`);
    recent.push(stamped);
    if (recent.length > kept) recent.shift();
    onEvent(stamped);
  };
  return {
    tell,
    tellOnce: (event) => {
      if (told.get(event.node) === event.text) return;
      told.set(event.node, event.text);
      tell(event);
    },
    recent: () => recent,
  };
}
