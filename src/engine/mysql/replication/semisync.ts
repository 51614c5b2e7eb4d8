import { inspect } from '../inspect.ts';
import { isDelayed } from '../node-state.ts';
import { endDelay } from '../receiver.ts';
import { reclone } from '../reclone.ts';
import type { Replication } from '../types.ts';
import { kinds } from './kinds.ts';
import { commitAlone } from './semisync/commit-alone.ts';

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
