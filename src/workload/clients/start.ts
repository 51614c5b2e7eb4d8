import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { EngineName } from '../../engine/observation.ts';
import type { Account } from '../../engine/types.ts';
import type { BesideLine } from '../../history/beside.ts';
import type { Host } from '../hosts.ts';
import type { Load } from '../load.ts';
import { startThread } from '../thread.ts';
import type { ClientSettings } from './schema.ts';

/** Where clients connect, by how their settings name it. */
export type ClientPlaces = Readonly<Record<ClientSettings['connect'], readonly [Host, ...Host[]]>>;

export type ClientsThreadOptions = {
  readonly clients: readonly ClientSettings[];
  readonly places: ClientPlaces;
  readonly engine: EngineName;
  readonly account: Account;
  /** Of clients that have one of their own, by their name. */
  readonly ownAccounts?: Readonly<Record<string, Account>>;
  readonly seed: number;
  readonly originMs: number;
};

const message = z.union([
  z.object({ operations: z.array(z.custom<BesideLine>()) }),
  z.object({ stopped: z.literal(true) }),
]);

/**
 * Starts all clients in a thread of their own, so that none delays an arrival of the ledger's. `onOperations` gets every
 * write when it has ended, in batches; `onFailure` is told if the thread dies.
 */
export function startClients(
  { clock, ...rest }: Omit<ClientsThreadOptions, 'originMs'> & { readonly clock: Clock },
  onOperations: (lines: BesideLine[]) => void,
  onFailure: (error: Error) => void,
): Load {
  const workerData: ClientsThreadOptions = { ...rest, originMs: clock.originMs };
  const file = new URL(`./clients-thread${import.meta.url.slice(-3)}`, import.meta.url);
  return startThread('the clients beside the ledger', file, workerData, rest.places, {
    onMessage: (raw) => {
      const received = message.parse(raw);
      if ('stopped' in received) return true;
      onOperations(received.operations);
      return false;
    },
    onFailure,
  });
}
