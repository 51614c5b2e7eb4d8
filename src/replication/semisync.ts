import { inspect } from './mysql/inspect.ts';
import { endDelay } from './mysql/receiver.ts';
import { reclone } from './mysql/reclone.ts';
import { isDelayed } from './node-state.ts';
import { unhealthyBecause } from './semisync/health.ts';
import type { Replication } from './types.ts';

/** MySQL's lossless semisynchronous replication: AFTER_SYNC, GTID auto-position, no silent fall-back. */
export const semisync: Replication = {
  kind: 'semisync',
  traits: ['one-writer', 'copies', 'channel', 'acknowledgement'],
  inspect,
  unhealthyBecause,
  endDelay: async (node) => {
    if (isDelayed(await inspect(node))) await endDelay(node);
  },
  reclone,
};
