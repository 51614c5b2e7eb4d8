import { escape as quote } from 'mysql2/promise';
import type { Account, NodeAddress } from '../types.ts';
import type { Session } from './statements.ts';

/** Makes a server the read-only replica of `source`, from wherever its own transactions say, and starts it. */
export async function follow(replica: Session, source: NodeAddress, account: Account): Promise<void> {
  await replica.query('SET GLOBAL super_read_only = ON');
  await replica.query('STOP REPLICA');
  await replica.query(
    `CHANGE REPLICATION SOURCE TO SOURCE_HOST = ${quote(source.name)}, SOURCE_PORT = ${source.port},
       SOURCE_USER = ${quote(account.user)}, SOURCE_PASSWORD = ${quote(account.password)},
       SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1, SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 1000000`,
  );
  await replica.query('START REPLICA');
}
