import { messageOf } from '../../../../errors.ts';
import { type Program, startProgram } from '../service/program.ts';

/**
 * Runs a program that writes binary logs into a folder until it ends or the signal is aborted.
 *
 * @param seal seals the files as they end, all of them once the program has ended
 * @returns why it ended
 */
export async function runStream(
  command: string,
  words: readonly string[],
  seal: (ended: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<string> {
  const program: Program = startProgram(command, words);
  program.stdout.resume();
  const ended = new AbortController();
  const why = program.ended
    .then(
      () => `${command} ended`,
      (error: unknown) => messageOf(error),
    )
    .finally(() => ended.abort());
  signal.addEventListener('abort', program.kill, { once: true });
  if (signal.aborted) program.kill();
  await seal(ended.signal);
  return why;
}
