import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Account } from '../engine/types.ts';
import type { OperationLine } from '../history/schema.ts';
import type { ControlReport } from './control.ts';
import type { Host } from './hosts.ts';
import type { WorkloadName } from './list.ts';

/** What the load generator's thread needs to know. */
export type LoadOptions = {
  readonly kind: WorkloadName;
  readonly hosts: readonly [Host, ...Host[]];
  readonly account: Account;
  readonly seed: number;
  readonly originMs: number;
  readonly ratePerSecond: number;
  readonly writers: number;
  readonly probeEveryMs: number;
  readonly probeDeadlineMs: number;
};

export type Load = {
  /** Stops the arrivals and resolves when every write has ended or was given up as unknown. */
  stop(): Promise<void>;
};

/** What the thread of the load says of itself, once a second. */
export type LoadReport = { readonly loadDelayMs: number; readonly control: ControlReport };

const message = z.union([
  z.object({ operations: z.array(z.custom<OperationLine>()) }),
  z.object({ report: z.custom<LoadReport>() }),
  z.object({ stopped: z.literal(true) }),
]);

/**
 * Starts both streams of load in a thread of their own, so that nothing the harness does delays an arrival.
 * `onOperations` gets every write when it has ended, in batches; `onFailure` is told if the thread dies,
 * `onReport` how the thread itself is.
 */
export function startLoad(
  options: Omit<LoadOptions, 'originMs'> & { readonly clock: Clock },
  onOperations: (lines: OperationLine[]) => void,
  onFailure: (error: Error) => void,
  onReport: (report: LoadReport) => void = () => undefined,
): Load {
  const { clock, ...rest } = options;
  const workerData: LoadOptions = { ...rest, originMs: clock.originMs };
  const worker = new Worker(new URL(`./load-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData,
  });
  const stopped = Promise.withResolvers<void>();
  stopped.promise.catch(() => undefined);
  let terminated = false;
  const fail = (error: Error): void => {
    stopped.reject(error);
    if (!terminated) onFailure(error);
  };
  worker.on('message', (raw) => {
    const received = message.parse(raw);
    if ('operations' in received) onOperations(received.operations);
    else if ('report' in received) onReport(received.report);
    else stopped.resolve();
  });
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => code !== 0 && fail(new Error(`the load generator ended with code ${code}`)));
  return {
    stop: async () => {
      worker.postMessage('stop');
      await stopped.promise;
      terminated = true;
      await worker.terminate();
    },
  };
}
