import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { EngineName } from '../../engine/observation.ts';
import type { Account } from '../../engine/types.ts';
import type { BesideLine, Json } from '../../history/beside.ts';
import type { Host } from '../hosts.ts';
import type { Load } from '../load.ts';
import { startThread } from '../thread.ts';
import type { BesideName } from './list.ts';

/** One workload beside the ledger, as its thread needs to know it. */
export type BesideLoad = {
  readonly kind: BesideName;
  readonly ratePerSecond: number;
  readonly connections: number;
  readonly deadlineMs: number;
  /** With the defaults of the workload. */
  readonly options: Readonly<Record<string, Json>>;
};

export type BesideThreadOptions = {
  readonly workloads: readonly BesideLoad[];
  readonly hosts: readonly [Host, ...Host[]];
  /** Of the read endpoint; undefined where there is none. */
  readonly readHosts: readonly [Host, ...Host[]] | undefined;
  readonly engine: EngineName;
  readonly account: Account;
  readonly seed: number;
  readonly originMs: number;
};

const message = z.union([
  z.object({ workload: z.custom<BesideName>(), operations: z.array(z.custom<BesideLine>()) }),
  z.object({ stopped: z.literal(true) }),
]);

/**
 * Starts the workloads beside the ledger, all in one thread of their own, so that none delays an arrival of the ledger's.
 * `onOperations` gets every operation when it has ended, in batches; `onFailure` is told if the thread dies.
 */
export function startBeside(
  { clock, ...rest }: Omit<BesideThreadOptions, 'originMs'> & { readonly clock: Clock },
  onOperations: (workload: BesideName, lines: BesideLine[]) => void,
  onFailure: (error: Error) => void,
): Load {
  const workerData: BesideThreadOptions = { ...rest, originMs: clock.originMs };
  return startThread(
    'the workloads beside the ledger',
    new URL(`./beside-thread${import.meta.url.slice(-3)}`, import.meta.url),
    workerData,
    { hosts: rest.hosts, readHosts: rest.readHosts },
    {
      onMessage: (raw) => {
        const received = message.parse(raw);
        if ('stopped' in received) return true;
        onOperations(received.workload, received.operations);
        return false;
      },
      onFailure,
    },
  );
}
