import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { problemAt } from '../document/check.ts';
import type { Problem } from '../document/problem.ts';
import type { Path, Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import type { ComposeConfig } from './compose-config.ts';
import type { StackFile } from './stack-schema.ts';

/** Scripts of more are not read (bytes). */
const mostBytes = 64 * 1024;

type Commands = {
  /** What runs each time the stack is started. */
  readonly always: readonly Problem[];
  /** What runs in a drill. */
  readonly inDrills: readonly Problem[];
  /** What would reach the user's own stack in place of the copy. */
  readonly astray: readonly Problem[];
};

/** The commands of a stack file, which run on this machine: where each stands, and what is wrong with it. */
export function commandProblems(
  source: Source,
  { setup, recovery }: Pick<StackFile, 'setup' | 'recovery'>,
  config: ComposeConfig,
  folder: string,
): Commands {
  const onHost = (path: Path, command: string): Problem =>
    problemAt(source, path, `expected no command on this machine, found ${shown(command)}`);
  const drills = Object.entries(recovery).map(([name, command = '']): [Path, string] => [
    ['recovery', name],
    command,
  ]);
  const starts: [Path, string][] = setup === undefined ? [] : [[['setup'], setup]];
  const ports = publishedPorts(config);
  return {
    always: starts.map(([path, command]) => onHost(path, command)),
    inDrills: drills.map(([path, command]) => onHost(path, command)),
    astray: [...starts, ...drills].flatMap(([path, command]) => {
      const line = lineToOwnStack([command, scriptOf(command, folder)].join('\n'), ports);
      if (line === undefined) return [];
      const message = `expected a command that reaches the copy of the stack, found ${shown(line)}, which leads to a port of this machine, and so to your own stack; \`docker compose exec\` reaches the copy`;
      return [problemAt(source, path, message)];
    }),
  };
}

/** The ports of this machine that the stack takes, as text. */
function publishedPorts({ services }: ComposeConfig): string[] {
  return Object.values(services).flatMap(({ ports }) =>
    Array.isArray(ports)
      ? ports.flatMap((one: { readonly published?: unknown }) =>
          one.published === undefined ? [] : [String(one.published)],
        )
      : [],
  );
}

/** The text of the script that a command runs; empty where it runs none beside its file. */
function scriptOf(command: string, folder: string): string {
  for (const word of command.split(/\s+/)) {
    const path = resolve(folder, word.replaceAll(/["']/g, ''));
    const status = statSync(path, { throwIfNoEntry: false });
    if (status?.isFile() && status.size <= mostBytes) return readFileSync(path, 'utf8');
  }
  return '';
}

/** A line that connects to this machine at a port that the user's stack publishes, and not inside of a container. */
function lineToOwnStack(text: string, ports: readonly string[]): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.find(
    (line) =>
      !line.startsWith('#') &&
      /(?<![\d.])(127\.0\.0\.1|0\.0\.0\.0)(?![\d.])|localhost\b/.test(line) &&
      !/\bdocker\b/.test(line) &&
      ports.some((port) => new RegExp(`(^|\\D)${port}(\\D|$)`).test(line)),
  );
}
