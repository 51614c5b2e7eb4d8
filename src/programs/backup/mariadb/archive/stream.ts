import type { ServerAddress } from '../../../mysql/session.ts';
import { runStream } from '../../common/archive/run-stream.ts';
import { archiveFolder } from '../../common/store/archive-files.ts';
import { clientOptions } from '../service/client-options.ts';
import type { MariabackupConfig } from '../service/config.ts';
import { sealAsTheyEnd } from './seal.ts';

/** The binary logs of one server, from a file on, into one archive. */
export type Stream = { readonly id: string; readonly server: ServerAddress; readonly file: string };

/**
 * Archives the binary logs of a server as it writes them, byte for byte, until the stream breaks or the signal is aborted;
 * all files are sealed then. Resolves with why it ended. Asynchronous: the server waits for nobody, so what it
 * acknowledged in its last moment may not have arrived.
 */
export async function streamBinlogs(
  { store, replication }: MariabackupConfig,
  { id, server, file }: Stream,
  signal: AbortSignal,
): Promise<string> {
  const words = [
    `--defaults-extra-file=${await clientOptions(replication)}`,
    `--host=${server.host}`,
    `--port=${server.port}`,
    '--read-from-remote-server',
    '--raw',
    '--stop-never',
    '--stop-never-slave-server-id=91',
    `--result-file=${archiveFolder(store, id)}/`,
    file,
  ];
  return runStream('mariadb-binlog', words, (ended) => sealAsTheyEnd(store, id, ended), signal);
}
