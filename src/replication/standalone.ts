import { kinds } from './kinds.ts';
import { inspect } from './mysql/inspect.ts';
import { reclone } from './mysql/reclone.ts';
import type { Replication } from './types.ts';

/** One server and nobody to replace it. */
export const standalone: Replication = { ...kinds.standalone, inspect, reclone };
