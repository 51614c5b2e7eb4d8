import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { environmentError } from '../../../errors.ts';
import { parseJsonLine } from '../../../formats/json-line.ts';
import { isAlive, type ProcessOwner, processOwnerSchema, thisProcess } from '../../../process-owner.ts';
import { type Account, connect, type ServerAddress } from '../../mysql/session.ts';
import { type OwnServer, runFolder, startOwnServer, stopOwnServer } from './own-server.ts';

/** The datadir of the service's own server, on a volume of its own. */
export const workFolder = '/var/lib/mysql';
const ownerFile = join(runFolder, 'work-server.json');

/**
 * Not a member of the cluster: it acknowledges nothing, and what it executes goes into no binary log. It answers for
 * nothing yet, so its disk need not keep up with each commit; `settleWorkServer` makes up for that.
 */
const server: OwnServer = {
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
};

/** How others reach the server: by the name of this container. */
const workServer: ServerAddress = { name: 'backup', host: 'backup', port: 3306 };
const here: ServerAddress = { ...workServer, host: '127.0.0.1' };

/** Whether a server runs, or a command uses its folder. */
export async function isWorkServerBusy(): Promise<boolean> {
  const owner = await readOwner();
  return owner !== undefined && (await isAlive(owner));
}

/** Takes the empty folder for this process. @throws DrillError (exit 3) when somebody else has it */
export async function claimWorkFolder(): Promise<void> {
  await mkdir(runFolder, { recursive: true, mode: 0o700 });
  if (!(await isWorkServerBusy())) await rm(ownerFile, { force: true });
  try {
    await writeFile(ownerFile, JSON.stringify(await thisProcess()), { flag: 'wx' });
  } catch (error) {
    throw environmentError('The server for backups and restores is in use.', {
      hint: 'wait for the other command to end, or free what it restored: node /app/backup.mjs release',
      cause: error,
    });
  }
  await emptyWorkFolder();
}

/** Starts the server on what is in its folder, or on a blank datadir; resolves when it answers. */
export async function startWorkServer(admin: Account): Promise<void> {
  await startOwnServer(
    server,
    async () => (await connectToWorkServer(admin)).destroy(),
    (owner) => writeFile(ownerFile, JSON.stringify(owner)),
  );
}

/** A connection as administrator. The caller destroys it. */
export async function connectToWorkServer(admin: Account): Promise<Connection> {
  const connection = await connect(here, admin, 2000);
  connection.on('error', () => undefined);
  return connection;
}

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

/** Stops the server cleanly; what is in its folder stays. No server is no error. */
export async function stopWorkServer(): Promise<void> {
  const owner = await readOwner();
  if (!owner || owner.pid === process.pid) return;
  await stopOwnServer(server, owner);
  await writeFile(ownerFile, JSON.stringify(await thisProcess()));
}

/** Stops the server and empties its folder, so that the next command can have it. */
export async function releaseWorkServer(): Promise<void> {
  await stopWorkServer();
  await emptyWorkFolder();
  await rm(ownerFile, { force: true });
}

async function emptyWorkFolder(): Promise<void> {
  for (const name of await readdir(workFolder)) {
    await rm(join(workFolder, name), { recursive: true, force: true });
  }
}

async function readOwner(): Promise<ProcessOwner | undefined> {
  const text = await readFile(ownerFile, 'utf8').catch(() => undefined);
  return processOwnerSchema.safeParse(parseJsonLine(text)).data;
}
