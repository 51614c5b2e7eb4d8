import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { EngineName } from '../engine/observation.ts';
import type { Account } from '../engine/types.ts';
import type { OperationLine } from '../history/schema.ts';
import type { ControlReport } from './control.ts';
import type { Host } from './hosts.ts';
import type { WorkloadName } from './list.ts';
import { startThread } from './thread.ts';

/** What the load generator's thread needs to know. */
export type LoadOptions = {
  readonly kind: WorkloadName;
  readonly engine: EngineName;
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
  const file = new URL(`./load-thread${import.meta.url.slice(-3)}`, import.meta.url);
  const lists = { hosts: options.hosts };
  return startThread('the load generator', file, workerData, lists, {
    onMessage: (raw) => {
      const received = message.parse(raw);
      if ('operations' in received) onOperations(received.operations);
      else if ('report' in received) onReport(received.report);
      else return true;
      return false;
    },
    onFailure,
  });
}
