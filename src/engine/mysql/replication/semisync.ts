import { overChannel } from '../../channel.ts';
import { isDelayed } from '../../observation.ts';
import { kinds } from '../../replication/kinds.ts';
import type { Session } from '../../session.ts';
import type { Replication } from '../../types.ts';
import { observe } from '../observe.ts';
import { endDelay } from '../receiver.ts';
import { reclone } from '../reclone.ts';
import { channel } from './channel.ts';

/** MySQL's lossless semisynchronous replication: AFTER_SYNC, GTID auto-position, no silent fall-back. */
export const semisync: Replication = {
  ...kinds.semisync,
  endDelay: async (node) => {
    if (isDelayed(await observe(node))) await endDelay(node);
  },
  reclone,
  commitAlone,
  ...overChannel(channel, true),
};

/** The same with a time-out: once no replica has answered for so long, the source goes on without one. */
export const semisyncWithTimeout: Replication = {
  ...semisync,
  ...kinds['semisync-with-timeout'],
};

/**
 * Lets a primary without any replica commit alone, or wait for one again. What waits now goes on; semisync stays enabled
 * and is in force again as soon as a replica has caught up.
 *
 * https://dev.mysql.com/doc/refman/9.7/en/replication-options-source.html#sysvar_rpl_semi_sync_source_wait_no_replica
 */
async function commitAlone(primary: Session, alone: boolean): Promise<void> {
  await primary.query(`SET GLOBAL rpl_semi_sync_source_wait_no_replica = ${alone ? 'OFF' : 'ON'}`);
}
