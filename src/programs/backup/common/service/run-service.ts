import { DrillError } from '../../../../errors.ts';
import { eventLog } from '../../../event-log.ts';
import type { BackupEvent, BackupWord } from '../words.ts';
import type { Answer } from './command-table.ts';

type Emits = { emit(event: BackupEvent): void };

/** What a backup service is made of, whatever servers it is for. */
export type BackupService<C> = {
  configFrom(environment: Readonly<Record<string, string | undefined>>): C;
  serve(context: C & Emits, signal: AbortSignal): Promise<void>;
  command(words: readonly string[], context: C & Emits): Promise<Answer>;
};

/** The backup service of a cluster. Without arguments it archives until SIGTERM; with some, it does one piece of work. */
export async function runBackupService<C>(service: BackupService<C>): Promise<void> {
  try {
    await main(service);
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ''}`);
    process.exitCode = error.exitCode;
  }
}

async function main<C>({ configFrom, serve, command }: BackupService<C>): Promise<void> {
  const words = process.argv.slice(2);
  const config = configFrom(process.env);
  const { emit } = eventLog<BackupWord>(() => undefined);
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stopping.abort());
  if (words.length === 0) {
    await serve({ ...config, emit }, stopping.signal);
    // What still hangs, such as a connection to a host that is gone, must not keep it from ending.
    process.exit();
  }
  const { result, failed } = await command(words, { ...config, emit });
  process.stdout.write(`${JSON.stringify({ result: result ?? null })}\n`);
  if (failed) process.exitCode = 1;
}
