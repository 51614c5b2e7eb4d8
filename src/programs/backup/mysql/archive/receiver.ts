import { link, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from 'mysql2/promise';
import { pause } from '../../../../wait.ts';
import { follow, followNobody, stopReceiver } from '../../../mysql/receiver.ts';
import { readState } from '../../../mysql/server-state.ts';
import { type Account, connect } from '../../../mysql/session.ts';
import { type OwnServer, runFolder, startOwnServer, stopOwnServer } from '../../common/service/own-server.ts';
import { archiveFolder } from '../store/archive.ts';
import { sealAsTheyEnd } from './seal.ts';
import type { ArchiveContext, Stream } from './types.ts';

const port = 3307;
const everyMs = 100;

/** Its relay logs stand on the volume of the store, so that a hard link makes them part of an archive. */
function receiverOf(store: string): OwnServer {
  const datadir = join(store, 'receiver');
  return {
    what: 'the receiver',
    datadir,
    run: join(runFolder, 'receiver'),
    options: [
      '--defaults-file=/etc/ha-drill/mysqld.cnf',
      '--server-id=91',
      `--port=${port}`,
      '--socket=/run/mysqld/receiver.sock',
      '--skip-log-bin',
      '--relay-log=binlog',
      '--relay-log-purge=OFF',
      '--relay-log-recovery=OFF',
      '--sync-relay-log=1',
      '--innodb-buffer-pool-size=32M',
    ],
  };
}

/**
 * Archives by a server that receives and applies nothing, and acknowledges like a semisync replica once a transaction
 * is on its disk. What the primary waits for it to acknowledge is in the archive, also when every node is lost.
 */
export async function receiveBinlogs(
  context: ArchiveContext,
  { id, server, known }: Stream,
  signal: AbortSignal,
): Promise<string> {
  const { store, admin, replication } = context;
  const receiver = receiverOf(store);
  const open = (): Promise<Connection> => connect({ host: '127.0.0.1', port }, admin, 2000);
  const owner = await startOwnServer(receiver, async () => (await open()).destroy());
  const ended = new AbortController();
  try {
    const connection = await open();
    connection.on('error', () => undefined);
    await begin(connection, known, { host: server.host, port: server.port, account: replication });
    const sealing = sealAsTheyEnd(store, id, ended.signal);
    // Awaited below: until then a full store must not end the process.
    sealing.catch(() => undefined);
    const why = await linkUntilBroken(connection, receiver.datadir, archiveFolder(store, id), signal);
    await stopReceiver(connection).catch(() => undefined);
    await linkNew(receiver.datadir, archiveFolder(store, id));
    ended.abort();
    await sealing;
    return why;
  } finally {
    ended.abort();
    await stopOwnServer(receiver, owner);
  }
}

type From = { readonly host: string; readonly port: number; readonly account: Account };

/** Receives what comes after `known`: the server takes it for what it has executed. */
async function begin(connection: Connection, known: string, from: From): Promise<void> {
  await connection.query('SET GLOBAL super_read_only = OFF');
  await followNobody(connection);
  await connection.query('RESET BINARY LOGS AND GTIDS');
  await connection.query('SET GLOBAL gtid_purged = ?', [known]);
  await connection.query('SET GLOBAL rpl_semi_sync_replica_enabled = ON');
  await follow(connection, { ...from, heartbeatMs: 250, delaySeconds: 0 }, 'IO_THREAD');
}

/** Links each file that begins, until the receiver no longer receives; resolves with why. */
async function linkUntilBroken(
  connection: Connection,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<string> {
  while (!signal.aborted) {
    await linkNew(from, to);
    const { source } = await readState(connection);
    if (source?.receiverError) return source.receiverError;
    await pause(everyMs, signal).catch(() => undefined);
  }
  return 'stopped';
}

async function linkNew(from: string, to: string): Promise<void> {
  const there = new Set(await readdir(to));
  for (const name of await readdir(from)) {
    if (/^binlog\.\d+$/.test(name) && !there.has(name)) await link(join(from, name), join(to, name));
  }
}
