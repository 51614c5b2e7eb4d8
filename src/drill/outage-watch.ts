import { pause } from '../wait.ts';
import type { ClusterDrill } from './drill.ts';

/** Without an acknowledged service write for this long, writes are out. */
const outageMs = 500;
/** What comes within this of an outage belongs to it: writes that stutter are told of once. */
const calmMs = 3000;

/**
 * Watches the load, and tells once of each write outage while it lasts, so that a step of the method can wait for
 * it. The measures are taken from the record, not here.
 */
export function watchForOutages(drill: ClusterDrill): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const watching = watch(drill, AbortSignal.any([stopping.signal, drill.signal]));
  const stop = async (): Promise<void> => {
    stopping.abort();
    await watching;
  };
  drill.undo.push('stop watching for outages', stop);
  return { stop };
}

async function watch(drill: ClusterDrill, signal: AbortSignal): Promise<void> {
  let lastOutAtMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const nowMs = drill.clock.nowMs();
    if (nowMs - drill.monitor.lastAcknowledgedAtMs('service') > outageMs) {
      if (nowMs - lastOutAtMs > calmMs)
        drill.say('write-outage', `no service write acknowledged for ${outageMs} ms`);
      lastOutAtMs = nowMs;
    }
    await pause(20, signal).catch(() => undefined);
  }
}
