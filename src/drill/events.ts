import { EventEmitter, once } from 'node:events';
import type { DrillEvent, EventType } from '../history/schema.ts';

/** The events of a drill as they come in, for those who act upon them. The record is kept elsewhere. */
export type DrillEvents = {
  publish(event: DrillEvent): void;
  /** Resolves with the next event of a type. @throws AbortError when the signal is aborted first */
  next(type: EventType, signal: AbortSignal): Promise<DrillEvent>;
  /** Calls back with every event of a type from now on. */
  each(type: EventType, listener: (event: DrillEvent) => void): void;
  /** The newest event of a type so far. */
  latest(type: EventType): DrillEvent | undefined;
};

export function drillEvents(): DrillEvents {
  const emitter = new EventEmitter().setMaxListeners(0);
  const latest = new Map<EventType, DrillEvent>();
  return {
    publish: (event) => {
      latest.set(event.type, event);
      emitter.emit(event.type, event);
    },
    next: async (type, signal) => {
      const [event] = await once(emitter, type, { signal });
      return event;
    },
    each: (type, listener) => {
      emitter.on(type, listener);
    },
    latest: (type) => latest.get(type),
  };
}
