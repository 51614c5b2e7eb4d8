import { execa } from 'execa';
import type { ComposeProject } from './compose.ts';

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
 * Runs a command of the user for a stack, by sh in a folder. `docker compose` in it acts on the run's own copy of the
 * stack: COMPOSE_PROJECT_NAME and COMPOSE_FILE say so.
 *
 * @param deadlineMs after that it is killed (ms)
 */
export async function runStackCommand(
  command: string,
  options: {
    readonly project: Pick<ComposeProject, 'name' | 'files'>;
    readonly folder: string;
    readonly variables: Readonly<Record<string, string>>;
    readonly deadlineMs: number;
    readonly signal: AbortSignal;
  },
): Promise<CommandEnd> {
  const { project, folder, variables, deadlineMs, signal } = options;
  const env = {
    ...variables,
    COMPOSE_PROJECT_NAME: project.name,
    COMPOSE_FILE: project.files.join(':'),
    COMPOSE_PATH_SEPARATOR: ':',
  };
  const result = await execa('sh', ['-c', command], {
    cwd: folder,
    env,
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: Math.max(Math.ceil(deadlineMs), 1),
    cancelSignal: signal,
  });
  const said = result.all.trim() || (result.failed ? String(result.shortMessage) : '');
  return { exitCode: result.exitCode ?? null, output: said.slice(-mostOutput) };
}
