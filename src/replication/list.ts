import { semisync } from './semisync.ts';
import type { Replication } from './types.ts';

/** Every kind of replication, by the name that topologies use. */
export const replications = { semisync } as const satisfies Record<string, Replication>;
