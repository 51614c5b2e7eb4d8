import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { Host } from './hosts.ts';

/**
 * A thread of load makes much garbage and holds next to nothing. With the default, three times as much, it takes 100 MB more
 * of the machine that it measures, for fewer collections of some hundred microseconds.
 */
export const smallThread: ResourceLimits = { maxYoungGenerationSizeMb: 12 };

/** How soon a client knows of an address that has changed, as one would that asks for it each time it connects (ms). */
const followEveryMs = 250;

/** The lists of hosts that a thread holds, by the names that it has for them. */
export type HostLists = Readonly<Record<string, readonly Host[] | undefined>>;

/**
 * Starts a thread that generates load. It stops when it is told `stop`, and says so by a message for which `onMessage`
 * answers true. `onFailure` is told once if it dies before. A container that is started again may have another address: the
 * thread is told the lists of hosts anew when one of them has changed.
 */
export function startThread(
  what: string,
  file: URL,
  workerData: object,
  lists: HostLists,
  { onMessage, onFailure }: { onMessage(raw: unknown): boolean; onFailure(error: Error): void },
): { stop(): Promise<void> } {
  const worker = new Worker(file, { workerData, resourceLimits: smallThread });
  const stopped = Promise.withResolvers<void>();
  stopped.promise.catch(() => undefined);
  let terminated = false;
  const fail = (error: Error): void => {
    stopped.reject(error);
    if (!terminated) onFailure(error);
  };
  worker.on('message', (raw) => {
    if (onMessage(raw)) stopped.resolve();
  });
  let told = JSON.stringify(lists);
  const following = setInterval(() => {
    const now = JSON.stringify(lists);
    if (now !== told) worker.postMessage(JSON.parse(now));
    told = now;
  }, followEveryMs);
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => {
    clearInterval(following);
    return code !== 0 && fail(new Error(`${what} ended with code ${code}`));
  });
  return {
    stop: async () => {
      worker.postMessage('stop');
      await stopped.promise;
      terminated = true;
      await worker.terminate();
    },
  };
}
