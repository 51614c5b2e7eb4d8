import { inspect } from './mysql/inspect.ts';
import { reclone } from './mysql/reclone.ts';
import { unhealthyBecause } from './semisync/health.ts';
import type { Replication } from './types.ts';

/** MySQL's lossless semisynchronous replication: AFTER_SYNC, GTID auto-position, no silent fall-back. */
export const semisync: Replication = {
  kind: 'semisync',
  traits: ['one-writer', 'copies', 'acknowledgement'],
  inspect,
  unhealthyBecause,
  reclone,
};
