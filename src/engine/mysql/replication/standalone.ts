import { inspect } from '../inspect.ts';
import { reclone } from '../reclone.ts';
import type { Replication } from '../types.ts';
import { kinds } from './kinds.ts';

/** One server and nobody to replace it. */
export const standalone: Replication = { ...kinds.standalone, inspect, reclone };
