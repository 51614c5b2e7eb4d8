import { monotonicNowMs } from '../clock.ts';

/** An event that a program tells, by one of its own words; stamped where it is written. */
export type ServiceEvent<Word extends string> = {
  readonly type: Word;
  readonly text: string;
  readonly node?: string;
  readonly data?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
};

/** An event as a program writes it: one line of JSON. `monotonicMs` is the kernel's clock, `at` is for people. */
export type StampedEvent<Word extends string> = ServiceEvent<Word> & {
  readonly monotonicMs: number;
  readonly at: string;
};

export type EventLog<Word extends string> = {
  emit(event: ServiceEvent<Word>): void;
  /** Tells an event unless it is the one this told last about its node. */
  emitOnce(event: ServiceEvent<Word>): void;
  /** The newest events, oldest first. */
  recent(): readonly StampedEvent<Word>[];
};

const kept = 50;

/** Stamps events, writes them to stdout, remembers the newest, and passes them on. */
export function eventLog<Word extends string>(onEvent: (event: StampedEvent<Word>) => void): EventLog<Word> {
  const recent: StampedEvent<Word>[] = [];
  const told = new Map<string | undefined, string>();
  const emit = (event: ServiceEvent<Word>): void => {
    const stamped = { monotonicMs: monotonicNowMs(), at: new Date().toISOString(), ...event };
    process.stdout.write(`${JSON.stringify(stamped)}\n`);
    recent.push(stamped);
    if (recent.length > kept) recent.shift();
    onEvent(stamped);
  };
  return {
    emit,
    emitOnce: (event) => {
      if (told.get(event.node) === event.text) return;
      told.set(event.node, event.text);
      emit(event);
    },
    recent: () => recent,
  };
}
