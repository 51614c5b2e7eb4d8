import type { Engine } from '../../types.ts';
import { asynchronous } from './async.ts';
import { groupReplication, groupReplicationMulti } from './group.ts';
import { semisync, semisyncWithTimeout } from './semisync.ts';
import { sharedVolume } from './shared-volume.ts';
import { standalone } from './standalone.ts';

/** Every kind of replication that MySQL has, by the name that topologies use. A new one is a file beside this and a line here. */
export const replications = {
  semisync,
  'semisync-with-timeout': semisyncWithTimeout,
  async: asynchronous,
  standalone,
  'shared-volume': sharedVolume,
  'group-replication': groupReplication,
  'group-replication-multi': groupReplicationMulti,
} as const satisfies Engine['replications'];
