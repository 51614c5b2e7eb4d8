import { kinds } from '../../replication/kinds.ts';
import type { Replication } from '../../types.ts';
import { reclone } from '../reclone.ts';

/** One server at a time, on a volume that several hosts share. */
export const sharedVolume: Replication = { ...kinds['shared-volume'], reclone };
