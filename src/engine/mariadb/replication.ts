import { escape as quote } from 'mysql2';
import { type ChannelWords, overChannel } from '../channel.ts';
import { isDelayed } from '../observation.ts';
import { kinds } from '../replication/kinds.ts';
import type { Session } from '../session.ts';
import type { Account, Engine, NodeAddress } from '../types.ts';
import { galera } from './galera.ts';
import { observe } from './observe.ts';
import { reseed } from './reseed.ts';

/**
 * Makes a server the read-only replica of `source`, from wherever its own transactions say, and starts it. What it wrote
 * while it led counts as its position, so that a source that lacks some of it refuses (gtid_strict_mode).
 */
async function follow(replica: Session, source: NodeAddress, account: Account): Promise<void> {
  await replica.query('SET GLOBAL read_only = ON');
  await replica.query('STOP REPLICA');
  await replica.query('SET GLOBAL rpl_semi_sync_master_enabled = OFF');
  await replica.query(
    `CHANGE MASTER TO MASTER_HOST = ${quote(source.name)}, MASTER_PORT = ${source.port},
       MASTER_USER = ${quote(account.user)}, MASTER_PASSWORD = ${quote(account.password)}, MASTER_SSL = 0,
       MASTER_USE_GTID = slave_pos, MASTER_DEMOTE_TO_SLAVE = 1, MASTER_CONNECT_RETRY = 1, MASTER_HEARTBEAT_PERIOD = 1`,
  );
  await replica.query('START REPLICA');
}

const channel: ChannelWords = {
  observe,
  follow,
  acknowledge: async (primary) => {
    await primary.query('SET GLOBAL rpl_semi_sync_master_enabled = ON');
  },
};

/** Lets a primary without any replica commit alone, or wait for one again. */
async function commitAlone(primary: Session, alone: boolean): Promise<void> {
  await primary.query(`SET GLOBAL rpl_semi_sync_master_wait_no_slave = ${alone ? 'OFF' : 'ON'}`);
}

/** Lets a replica apply at once what it holds back. */
async function endDelay(replica: Session): Promise<void> {
  if (!isDelayed(await observe(replica))) return;
  await replica.query('STOP REPLICA SQL_THREAD');
  await replica.query('CHANGE MASTER TO MASTER_DELAY = 0');
  await replica.query('START REPLICA SQL_THREAD');
}

const semisync = { reclone: reseed, commitAlone, endDelay, ...overChannel(channel, true) };

/** Every kind of replication that MariaDB has. */
export const replications = {
  async: { ...kinds.async, reclone: reseed, endDelay, ...overChannel(channel, false) },
  semisync: { ...kinds.semisync, ...semisync },
  'semisync-with-timeout': { ...kinds['semisync-with-timeout'], ...semisync },
  galera,
  standalone: { ...kinds.standalone, reclone: reseed },
  'shared-volume': { ...kinds['shared-volume'], reclone: reseed },
} as const satisfies Engine['replications'];
