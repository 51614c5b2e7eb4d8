import { runStream } from '../../common/archive/run-stream.ts';
import { credentialsFile } from '../../common/service/credentials.ts';
import { archiveFolder } from '../store/archive.ts';
import { sealAsTheyEnd } from './seal.ts';
import type { ArchiveContext, Stream } from './types.ts';

/**
 * The binary logs of a server as it writes them, byte for byte, by `mysqlbinlog --raw --stop-never`. Asynchronous: the
 * server waits for nobody, so what it acknowledged in its last moment may not have arrived.
 */
export async function streamBinlogs(
  { store, replication }: ArchiveContext,
  { id, server, file }: Stream,
  signal: AbortSignal,
): Promise<string> {
  const folder = archiveFolder(store, id);
  const words = [
    `--defaults-extra-file=${await credentialsFile(replication)}`,
    `--host=${server.host}`,
    `--port=${server.port}`,
    '--read-from-remote-server',
    '--raw',
    '--stop-never',
    '--connection-server-id=91',
    `--result-file=${folder}/`,
    file,
  ];
  return runStream('mysqlbinlog', words, (ended) => sealAsTheyEnd(store, id, ended), signal);
}
