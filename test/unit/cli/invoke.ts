import type { Command } from 'commander';
import { onTestFinished, vi } from 'vitest';

/** What a command wrote. */
export type Written = { readonly stdout: string; readonly stderr: string };

/** Runs a command in this process with some words of a command line. Rejects with what the command throws. */
export async function invoke(command: Command, ...words: string[]): Promise<Written> {
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    const spy = vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  await command.exitOverride().parseAsync(words, { from: 'user' });
  return written;
}
