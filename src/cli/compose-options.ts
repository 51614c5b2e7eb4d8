import { resolve } from 'node:path';
import type { Command } from 'commander';
import { fromHere } from '../document/from-here.ts';
import { usageError } from '../errors.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { collect } from './options.ts';

/** Options of Compose, by which a stack is told. */
export type ComposeOptions = {
  file: string[];
  profile: string[];
  envFile: string[];
  scale: Record<string, number>;
};

/** Gives a command the options of Compose. */
export function withComposeOptions(command: Command): Command {
  return command
    .option('-f, --file <file>', 'a compose file, as with `docker compose -f`', collect, [])
    .option('--profile <name>', 'a profile of Compose that is started, too', collect, [])
    .option('--env-file <file>', 'a file with the variables of the compose files', collect, [])
    .option('--scale <service=number>', 'how many containers a service runs as', scaled, {});
}

/**
 * Lets a command that follows a file of `init` hear the options of Compose, which its help does not show: where they say
 * something else than the file does, that is told.
 */
export function hearsComposeOptions(command: Command): Command {
  const before = command.options.length;
  withComposeOptions(command);
  for (const option of command.options.slice(before)) option.hideHelp();
  return command;
}

function scaled(text: string, earlier: Record<string, number>): Record<string, number> {
  const [, service, number] = /^([^=]+)=([1-9]|1\d|20)$/.exec(text) ?? [];
  if (service !== undefined) return { ...earlier, [service]: Number(number) };
  throw usageError(`--scale: expected SERVICE=NUMBER with a number from 1 to 20, found ${text}`);
}

/** @throws DrillError (exit 64) where options of Compose say something else than the file of a stack */
export function requireSaidByFile(typed: ComposeOptions, topologies: readonly LoadedTopology[]): void {
  for (const topology of topologies) {
    const [first] = differing(typed, topology);
    if (first === undefined) continue;
    const { stack, name } = topology;
    if (!stack) {
      throw usageError(`${first.typed}: expected it with a stack of your own, and ${name} is none`);
    }
    const again = `ha-drill init ${stack.files.map(fromHere).join(' ')} ${first.typed} --force`;
    throw usageError(
      `${first.typed}: the ha-drill.yml of ${name} says ${first.said}, and that is what is drilled.`,
      `Write it there, or let \`${again}\` write it.`,
    );
  }
}

/** What was typed and is not in the file, with what is. */
function differing(
  { file, profile, envFile, scale }: ComposeOptions,
  { stack }: LoadedTopology,
): { readonly typed: string; readonly said: string }[] {
  const lacking = (option: string, key: string, values: readonly string[], all: readonly string[] = []) =>
    values
      .filter((one) => !all.includes(one))
      .map((one) => ({ typed: `${option} ${fromHere(one)}`, said: saidOf(key, all.map(fromHere)) }));
  const paths = (all: readonly string[]) => all.map((one) => resolve(one));
  return [
    ...lacking('--file', 'compose', paths(file), stack?.files),
    ...lacking('--profile', 'profiles', profile, stack?.profiles),
    ...lacking('--env-file', 'envFiles', paths(envFile), stack?.envFiles),
    ...Object.entries(scale)
      .filter(([service, number]) => stack?.scale[service] !== number)
      .map(([service, number]) => ({
        typed: `--scale ${service}=${number}`,
        said: saidOf(
          'scale',
          Object.entries(stack?.scale ?? {}).map(([one, count]) => `${one}: ${count}`),
        ),
      })),
  ];
}

function saidOf(key: string, values: readonly string[]): string {
  return values.length === 0 ? `nothing of \`${key}\`` : `\`${key}\`: ${values.join(', ')}`;
}
