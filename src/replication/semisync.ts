import { kinds } from './kinds.ts';
import { inspect } from './mysql/inspect.ts';
import { endDelay } from './mysql/receiver.ts';
import { reclone } from './mysql/reclone.ts';
import { isDelayed } from './node-state.ts';
import { commitAlone } from './semisync/commit-alone.ts';
import type { Replication } from './types.ts';

/** MySQL's lossless semisynchronous replication: AFTER_SYNC, GTID auto-position, no silent fall-back. */
export const semisync: Replication = {
  ...kinds.semisync,
  inspect,
  endDelay: async (node) => {
    if (isDelayed(await inspect(node))) await endDelay(node);
  },
  reclone,
  commitAlone,
};
