import { DrillError } from '../../errors.ts';
import { eventLog } from '../event-log.ts';
import { runBackupCommand } from './service/commands.ts';
import { backupConfigFrom } from './service/config.ts';
import { serve } from './service/serve.ts';
import type { BackupWord } from './words.ts';

/** The backup service of a cluster. Without arguments it archives until SIGTERM; with some, it does one piece of work. */
async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const config = backupConfigFrom(process.env);
  const { emit } = eventLog<BackupWord>(() => undefined);
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stopping.abort());
  if (words.length === 0) {
    await serve({ ...config, emit }, stopping.signal);
    // What still hangs, such as a connection to a host that is gone, must not keep it from ending.
    process.exit();
  }
  const { result, failed } = await runBackupCommand(words, { ...config, emit });
  process.stdout.write(`${JSON.stringify({ result: result ?? null })}\n`);
  if (failed) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DrillError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ''}`);
  process.exitCode = error.exitCode;
}
