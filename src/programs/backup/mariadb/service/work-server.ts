import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import type { Account } from '../../../mysql/session.ts';
import { OwnPlace } from '../../common/service/own-place.ts';
import { runFolder } from '../../common/service/own-server.ts';

const volume = '/var/lib/ha-drill-work';
/** The datadir of the service's own server, and where an incremental backup is unpacked before it is applied to that. */
export const workFolder = join(volume, 'data');
export const incrementFolder = join(volume, 'increment');

/**
 * Not a member of the cluster: it acknowledges nothing. What it executes goes into a binary log of its own, by whose positions
 * nodes are copied from it. It answers for nothing yet, so its disk need not keep up with each commit;
 * `settleWorkServer` makes up for that.
 */
const place = new OwnPlace({
  what: 'the restore server',
  datadir: workFolder,
  run: join(runFolder, 'work-server'),
  options: [
    '--defaults-file=/etc/ha-drill/mariadbd.cnf',
    '--server-id=90',
    `--log-bin=${workFolder}/binlog`,
    '--skip-slave-start',
    '--event-scheduler=OFF',
    '--rpl-semi-sync-slave-enabled=OFF',
    '--sync-binlog=0',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=256M',
  ],
});

export const isWorkServerBusy = place.isBusy.bind(place);
export const claimWorkFolder = place.claim.bind(place);
export const startWorkServer = place.start.bind(place);
export const stopWorkServer = place.stop.bind(place);
export const releaseWorkServer = place.release.bind(place);

/** Runs `use` on a connection as administrator to the server. */
export async function onWorkServer<T>(
  admin: Account,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await place.connect(admin);
  try {
    return await use(connection);
  } finally {
    connection.destroy();
  }
}

/** Everything that was executed is on the disk, and stays so with each commit from now on. */
export async function settleWorkServer(connection: Connection): Promise<void> {
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1, GLOBAL sync_binlog = 1');
  await connection.query('FLUSH LOGS');
}

/**
 * Lets the server be at a position, as if it had written and received all before it. Its binary logs are thrown away: whoever
 * copies or follows it goes on from there.
 */
export async function beAt(connection: Connection, position: string): Promise<void> {
  await connection.query('RESET MASTER');
  await connection.query('SET GLOBAL gtid_binlog_state = ?', [position]);
  await connection.query('SET GLOBAL gtid_slave_pos = ?', [position]);
}
