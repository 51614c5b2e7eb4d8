import { kinds } from './kinds.ts';
import { inspect } from './mysql/inspect.ts';
import { reclone } from './mysql/reclone.ts';
import type { Replication } from './types.ts';

/** MySQL's asynchronous replication: GTID auto-position, and nobody waits for a replica. */
export const asynchronous: Replication = { ...kinds.async, inspect, reclone };
