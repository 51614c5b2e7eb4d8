import { dirname } from 'node:path';
import { execa } from 'execa';
import { environmentError } from '../errors.ts';
import type { Cluster } from './cluster.ts';
import { dockerOfCopy } from './docker-of-copy.ts';

/** How a command of the user ended. */
export type CommandEnd = {
  /** Null where it was ended by a signal, or could not be started. */
  readonly exitCode: number | null;
  /** The end of what it printed. */
  readonly output: string;
};

/** The most of a command's output that is kept (characters). */
const mostOutput = 2000;

/**
 * Runs a command of the user for a stack, by sh in the folder of its ha-drill.yml. `docker` and `docker compose` in it act
 * on the run's own copy of the stack, also where they name the stack's containers.
 *
 * @param deadlineMs after that it is killed (ms)
 */
export async function runStackCommand(
  command: string,
  { project, topology }: Pick<Cluster, 'project' | 'topology'>,
  options: {
    readonly variables: Readonly<Record<string, string>>;
    readonly deadlineMs: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<CommandEnd> {
  const { variables, deadlineMs, signal } = options;
  const [file] = project.files;
  if (!topology.stack || file === undefined) throw environmentError('A cluster of ours has no commands.');
  const bin = await dockerOfCopy(dirname(file), topology.stack.config, project.name);
  const env = {
    ...variables,
    PATH: `${bin}:${process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'}`,
    COMPOSE_PROJECT_NAME: project.name,
    COMPOSE_FILE: project.files.join(':'),
    COMPOSE_PATH_SEPARATOR: ':',
  };
  const result = await execa('sh', ['-c', command], {
    cwd: topology.folder,
    env,
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: Math.max(Math.ceil(deadlineMs), 1),
    ...(signal && { cancelSignal: signal }),
  });
  const said = result.all.trim() || (result.failed ? String(result.shortMessage) : '');
  return { exitCode: result.exitCode ?? null, output: said.slice(-mostOutput) };
}
