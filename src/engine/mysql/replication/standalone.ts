import { kinds } from '../../replication/kinds.ts';
import type { Replication } from '../../types.ts';
import { reclone } from '../reclone.ts';

/** One server and nobody to replace it. */
export const standalone: Replication = { ...kinds.standalone, reclone };
