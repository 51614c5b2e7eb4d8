import { inspect } from '../inspect.ts';
import { reclone } from '../reclone.ts';
import type { Replication } from '../types.ts';
import { kinds } from './kinds.ts';

/** MySQL's asynchronous replication: GTID auto-position, and nobody waits for a replica. */
export const asynchronous: Replication = { ...kinds.async, inspect, reclone };
