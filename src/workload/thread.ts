import { Worker } from 'node:worker_threads';

/**
 * Starts a thread that generates load. It stops when it is told `stop`, and says so by a message for which `onMessage`
 * answers true. `onFailure` is told once if it dies before.
 */
export function startThread(
  what: string,
  file: URL,
  workerData: object,
  { onMessage, onFailure }: { onMessage(raw: unknown): boolean; onFailure(error: Error): void },
): { stop(): Promise<void> } {
  const worker = new Worker(file, { workerData });
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
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => code !== 0 && fail(new Error(`${what} ended with code ${code}`)));
  return {
    stop: async () => {
      worker.postMessage('stop');
      await stopped.promise;
      terminated = true;
      await worker.terminate();
    },
  };
}
