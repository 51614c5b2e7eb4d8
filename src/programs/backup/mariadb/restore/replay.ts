import { join } from 'node:path';
import type { Account } from '../../../mysql/session.ts';
import { startProgram } from '../../common/service/program.ts';
import type { OnBytes } from '../../common/store/checksum.ts';
import type { ReplayRange } from '../replay/plan.ts';
import { clientOptions } from '../service/client-options.ts';

/**
 * Replays parts of binary logs on the service's own server, by mariadb-binlog into a client. Transactions keep their GTIDs.
 *
 * @throws DrillError (exit 3) with the words of the program that failed
 */
export async function replay(
  store: string,
  ranges: readonly ReplayRange[],
  admin: Account,
  onBytes: OnBytes,
): Promise<void> {
  const options = await clientOptions(admin);
  for (const { file, from, to } of ranges) {
    const words = [`--start-position=${from}`, `--stop-position=${to}`, join(store, file)];
    const reader = startProgram('mariadb-binlog', ['--no-defaults', ...words]);
    const client = [`--defaults-extra-file=${options}`, '--host=127.0.0.1', '--binary-mode'];
    const writer = startProgram('mariadb', client, reader.stdout);
    writer.stdout.resume();
    // The client first: when it fails, what the reader says is only that nobody reads it.
    await writer.ended.finally(reader.kill);
    await reader.ended;
    onBytes(to - from);
  }
}
