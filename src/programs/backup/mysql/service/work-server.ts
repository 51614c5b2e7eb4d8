import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import type { Account } from '../../../mysql/session.ts';
import { OwnPlace } from '../../common/service/own-place.ts';
import { runFolder } from '../../common/service/own-server.ts';

/** The datadir of the service's own server, on a volume of its own. */
export const workFolder = '/var/lib/mysql';

/**
 * Not a member of the cluster: it acknowledges nothing, and what it executes goes into no binary log. It answers for
 * nothing yet, so its disk need not keep up with each commit; `settleWorkServer` makes up for that.
 */
const place = new OwnPlace({
  what: 'the restore server',
  datadir: workFolder,
  run: join(runFolder, 'work-server'),
  options: [
    '--defaults-file=/etc/ha-drill/mysqld.cnf',
    '--server-id=90',
    '--skip-log-bin',
    '--relay-log=relay-bin',
    '--relay-log-recovery=OFF',
    '--skip-replica-start',
    '--event-scheduler=OFF',
    '--replica-parallel-workers=16',
    '--loose-group-replication-start-on-boot=OFF',
    '--loose-rpl-semi-sync-replica-enabled=OFF',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=256M',
    '--innodb-redo-log-capacity=8M',
    '--innodb-doublewrite=OFF',
  ],
});

export const isWorkServerBusy = place.isBusy.bind(place);
export const claimWorkFolder = place.claim.bind(place);
export const startWorkServer = place.start.bind(place);
export const connectToWorkServer = place.connect.bind(place);
export const stopWorkServer = place.stop.bind(place);
export const releaseWorkServer = place.release.bind(place);

/** Runs `use` on a connection as administrator to the server, which accepts writes meanwhile and afterwards. */
export async function onWorkServer<T>(
  admin: Account,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connectToWorkServer(admin);
  try {
    await connection.query('SET GLOBAL super_read_only = OFF');
    return await use(connection);
  } finally {
    connection.destroy();
  }
}

/** Everything that was executed is on the disk, and stays so with each commit from now on. */
export async function settleWorkServer(connection: Connection): Promise<void> {
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
  await connection.query('FLUSH ENGINE LOGS');
}
