import type { Observation } from '../../../../src/engine/observation.ts';
import type { Sample } from '../../../../src/history/schema.ts';
import type { ServiceLook } from '../../../../src/history/service-look.ts';
import type { Looks } from '../../../../src/judge/measure/redundancy/looks.ts';
import { sampleOf, semisyncOf, sourceOf, uuidOf, writable } from '../../../support/parts.ts';

/** GTIDs of `db<serverId>`, from the first on. */
export function gtids(serverId: number, last: number): string {
  return `${uuidOf(serverId)}:1-${last}`;
}

/** A primary that all its replicas acknowledge. */
export function primary(executed: string): Partial<Observation> {
  return { ...writable, executed };
}

/** A replica of `db<leader>` that receives, applies and acknowledges. */
export function replica(
  executed: string,
  leader = 1,
  changes: Partial<NonNullable<Observation['source']>> = {},
): Partial<Observation> {
  return {
    executed,
    source: sourceOf(`db${leader}`, { received: '', ...changes }),
    semisync: semisyncOf({ replicaActive: true }),
  };
}

/** Samples of `db<serverId>`, each at the instant before its state (asked; answered 1 ms later). */
export function samplesOf(
  serverId: number,
  ...seen: readonly (readonly [askedAtMs: number, state: Partial<Observation> | null])[]
): Sample[] {
  return seen.map(([atMs, state]) => sampleOf(serverId, atMs, atMs + 1, state));
}

export const workingManager: ServiceLook = {
  role: 'manager',
  askedAtMs: 0,
  everyMs: 100,
  error: null,
  manager: { activity: 'watching', primary: 'db1', problem: null, silent: [] },
  proxy: null,
  last: false,
};

export const workingProxy: ServiceLook = {
  ...workingManager,
  role: 'proxy',
  manager: null,
  proxy: { serverUuid: uuidOf(1) },
};

/** Looks at a cluster of these nodes, whose manager and proxy serve `db1`. */
export function looksAt(
  nodes: readonly (readonly Sample[])[],
  services: Readonly<Record<string, ServiceLook>> = { manager: workingManager, proxy: workingProxy },
): Looks {
  return {
    samples: new Map(nodes.flatMap((own) => (own[0] ? [[own[0].node, own]] : []))),
    services: new Map(Object.entries(services)),
  };
}
