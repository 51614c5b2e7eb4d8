import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import type { Ended } from '../docker/services.ts';
import { DeadlineError, waitFor } from '../wait.ts';

/** A container that has run for so long is over its last end (ms). */
const steadyMs = 10_000;
/** One that has not run for so long by then does not (ms). */
const withinMs = 40_000;

/**
 * Services that end badly again and again: a restart policy hides that they do not work. One that ended while what it needs was
 * not there yet, and runs now, is none of them.
 */
export async function unsteadyOf(docker: Docker, cluster: Cluster, signal: AbortSignal): Promise<Ended[]> {
  const all = [...cluster.services.values()].map(async ({ name, containerId }): Promise<Ended[]> => {
    const container = docker.getContainer(containerId);
    let seen = { startedAt: '', sinceMs: performance.now() };
    let exitCode = 0;
    const isSteady = async () => {
      const { State, RestartCount } = await container.inspect();
      if (RestartCount === 0) return { done: true, value: undefined } as const;
      if (!State.Running || State.Restarting) exitCode = State.ExitCode;
      const startedAt = State.Running && !State.Restarting ? State.StartedAt : '';
      if (startedAt === '' || startedAt !== seen.startedAt) seen = { startedAt, sinceMs: performance.now() };
      return performance.now() - seen.sinceMs >= steadyMs && startedAt !== ''
        ? ({ done: true, value: undefined } as const)
        : ({ done: false, state: 'it was started again' } as const);
    };
    try {
      await waitFor({ what: `${name} to run`, deadlineMs: withinMs, everyMs: 500, signal }, isSteady);
      return [];
    } catch (error) {
      if (error instanceof DeadlineError) return exitCode === 0 ? [] : [{ service: name, exitCode }];
      throw error;
    }
  });
  return (await Promise.all(all)).flat();
}
