import { escape as quote } from 'mysql2';
import { waitFor } from '../../wait.ts';
import type { Session } from '../session.ts';
import type { Account, NodeAddress } from '../types.ts';

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

/** Makes a server nobody's replica. What it received and did not apply is thrown away. */
export async function followNobody(server: Session): Promise<void> {
  await server.query('STOP REPLICA');
  await server.query('RESET REPLICA ALL');
}

/** ER_REPLICA_CHANNEL_SQL_THREAD_MUST_STOP. */
const applierRuns = 3085;

/**
 * Lets a replica apply at once what it holds back, and what comes after that. What it received is kept.
 *
 * @throws DeadlineError when its applier does not stand still for it within 10 s
 */
export async function endDelay(replica: Session): Promise<void> {
  // A failover manager starts an applier that it finds stopped: it may be faster than the next statement.
  await waitFor({ what: 'the applier to stand still', deadlineMs: 10_000, everyMs: 10 }, async () => {
    await replica.query('STOP REPLICA SQL_THREAD');
    try {
      await replica.query('CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 0');
      return { done: true, value: undefined };
    } catch (error) {
      if (!(error instanceof Error && 'errno' in error && error.errno === applierRuns)) throw error;
      return { done: false, state: error.message };
    }
  });
  await replica.query('START REPLICA SQL_THREAD');
}
