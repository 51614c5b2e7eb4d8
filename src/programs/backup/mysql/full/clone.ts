import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { executedOn } from '../../../mysql/gtids.ts';
import { followNobody } from '../../../mysql/receiver.ts';
import { runProgram, startProgram } from '../../common/service/program.ts';
import { progressOf } from '../../common/service/progress.ts';
import { Checksum } from '../../common/store/checksum.ts';
import { fullFilePath } from '../../common/store/layout.ts';
import { requireIntact } from '../../common/store/require-intact.ts';
import { compress, decompress } from '../../common/store/zstd.ts';
import {
  claimWorkFolder,
  connectToWorkServer,
  onWorkServer,
  releaseWorkServer,
  startWorkServer,
  stopWorkServer,
  workFolder,
} from '../service/work-server.ts';
import { cloneFrom } from './clone-from.ts';
import type { FullMethod } from './types.ts';

const fileName = 'datadir.tar.zst';

/** What belongs to the server that the copy was made by, and not to the copy. */
const notCopied = ['./auto.cnf', './.ha-drill', './relay-bin.*', './ib_buffer_pool', './#innodb_temp'];

export const clone: FullMethod = {
  name: 'clone',
  description: 'physical: a copy of the data files by the CLONE plugin, started once, compressed',
  take: async ({ address, version }, draft, { admin, replication, emit }) => {
    await claimWorkFolder();
    try {
      await startWorkServer(admin);
      const gtids = await onWorkServer(admin, async (connection) => {
        await cloneFrom(connection, address, replication, () => connectToWorkServer(admin));
        return onWorkServer(admin, async (copy) => {
          // The copy of a replica knows its source, and what it holds would follow it.
          await followNobody(copy);
          return executedOn(copy);
        });
      });
      await stopWorkServer();
      const bytes = Number((await runProgram('du', ['--summarize', '--bytes', workFolder])).split('\t')[0]);
      const excluded = notCopied.map((name) => `--exclude=${name}`);
      const tar = startProgram('tar', ['--create', `--directory=${workFolder}`, ...excluded, '.']);
      const counted = new Checksum(progressOf(emit, 'backup-progress', `copy of ${address.name}`, bytes));
      await Promise.all([draft.add(fileName, tar.stdout.pipe(counted).pipe(compress())), tar.ended]);
      const howConsistent =
        'the copy was started and recovered: what it then had executed; stopped cleanly before it was packed';
      return { gtids, howConsistent, tool: `CLONE plugin of MySQL ${version}` };
    } finally {
      await releaseWorkServer();
    }
  },
  load: async (backup, { store, emit }) => {
    const bytes = backup.files.reduce((sum, file) => sum + file.bytes, 0);
    const counted = new Checksum(progressOf(emit, 'restore-progress', 'unpacking the copy', bytes));
    const plain = decompress();
    const tar = startProgram('tar', ['--extract', `--directory=${workFolder}`], plain);
    tar.stdout.resume();
    const source = createReadStream(join(store, fullFilePath(backup.id, fileName)));
    await Promise.all([pipeline(source, counted, plain), tar.ended]);
    requireIntact(backup, fileName, counted);
  },
};
