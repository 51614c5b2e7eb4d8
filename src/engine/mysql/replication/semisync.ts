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
  // The plugin that a server has loaded decides, and each server of a stack may have another one.
  const [variable] = await primary.query<{ name: string }>(
    `SELECT VARIABLE_NAME AS name FROM performance_schema.global_variables
      WHERE VARIABLE_NAME IN ('rpl_semi_sync_source_wait_no_replica', 'rpl_semi_sync_master_wait_no_slave')`,
  );
  if (!variable) return;
  await primary.query(`SET GLOBAL ${variable.name} = ${alone ? 'OFF' : 'ON'}`);
}
