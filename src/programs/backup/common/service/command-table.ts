import { usageError } from '../../../../errors.ts';

export type Answer = { readonly result: unknown; readonly failed?: boolean };

/** What a backup service can be asked to do, by the first word; the words after it are its own. */
export type Commands<Context> = Readonly<
  Record<string, { readonly usage: string; run(words: readonly string[], context: Context): Promise<Answer> }>
>;

/**
 * Does one piece of work, such as `full --method clone`; resolves with what came of it.
 *
 * @throws DrillError (exit 64) for words that are no command, (exit 3) when the work fails
 */
export async function runCommandOf<Context>(
  commands: Commands<Context>,
  words: readonly string[],
  context: Context,
): Promise<Answer> {
  const [name = '', ...rest] = words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return command.run(rest, context);
  const known = Object.values(commands).map(({ usage }) => `  ${usage}`);
  throw usageError(`Expected one of these commands, found "${words.join(' ')}":\n${known.join('\n')}`);
}
