import { unhealthyBecause } from './semisync/health.ts';
import { inspect } from './semisync/inspect.ts';
import { reclone } from './semisync/reclone.ts';
import type { Replication } from './types.ts';

/** MySQL's lossless semisynchronous replication: AFTER_SYNC, GTID auto-position, no silent fall-back. */
export const semisync: Replication = { kind: 'semisync', inspect, unhealthyBecause, reclone };
