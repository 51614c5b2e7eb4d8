import { overChannel } from '../../channel.ts';
import { kinds } from '../../replication/kinds.ts';
import type { Replication } from '../../types.ts';
import { reclone } from '../reclone.ts';
import { channel } from './channel.ts';

/** MySQL's asynchronous replication: GTID auto-position, and nobody waits for a replica. */
export const asynchronous: Replication = {
  ...kinds.async,
  reclone,
  ...overChannel(channel, false),
};
