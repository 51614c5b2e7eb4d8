import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { environmentError, messageOf } from '../../../../errors.ts';
import { runProgram, startProgram } from '../../common/service/program.ts';
import { progressOf } from '../../common/service/progress.ts';
import { Checksum, type OnBytes } from '../../common/store/checksum.ts';
import { fullFilePath } from '../../common/store/layout.ts';
import { requireIntact } from '../../common/store/require-intact.ts';
import { decompress } from '../../common/store/zstd.ts';
import type { Context } from '../service/config.ts';
import { incrementFolder, workFolder } from '../service/work-server.ts';
import type { Backup } from '../store/schema.ts';
import { fileName } from '../take/backup.ts';

/**
 * Fills the folder of the service's own server with what a chain of backups holds, the full one first: each is unpacked,
 * and rolled forward to the instant at which it was taken. The server is down.
 */
export async function load(chain: readonly Backup[], { store, emit }: Context): Promise<void> {
  const bytes = chain.reduce((sum, { files }) => sum + files.reduce((all, file) => all + file.bytes, 0), 0);
  const onBytes = progressOf(emit, 'restore-progress', 'unpacking the backup', bytes);
  for (const backup of chain) {
    if (backup.base === null) {
      await unpack(backup, store, workFolder, onBytes);
      await runProgram('mariadb-backup', ['--prepare', `--target-dir=${workFolder}`]);
      continue;
    }
    await rm(incrementFolder, { recursive: true, force: true });
    await mkdir(incrementFolder);
    await unpack(backup, store, incrementFolder, onBytes);
    const into = [`--target-dir=${workFolder}`, `--incremental-dir=${incrementFolder}`];
    await runProgram('mariadb-backup', ['--prepare', ...into]);
    await rm(incrementFolder, { recursive: true, force: true });
  }
}

async function unpack(backup: Backup, store: string, folder: string, onBytes: OnBytes): Promise<void> {
  const counted = new Checksum(onBytes);
  const plain = decompress();
  const program = startProgram('mbstream', ['--extract', `--directory=${folder}`], plain);
  program.stdout.resume();
  const path = fullFilePath(backup.id, fileName);
  const read = pipeline(createReadStream(join(store, path)), counted, plain);
  await Promise.all([read, program.ended]).catch((error: unknown) => {
    program.kill();
    throw environmentError(`${path} cannot be unpacked: ${messageOf(error)}`);
  });
  requireIntact(backup, fileName, counted);
}
