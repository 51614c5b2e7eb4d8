import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { type Ended, endedOf } from '../docker/services.ts';
import { pause } from '../wait.ts';

const everyMs = 2000;

/** What was taken for a node has ended, and will not answer any more; or a service that sets others up has failed. */
export class ServiceEnded extends Error {
  readonly ended: Ended;

  constructor(ended: Ended, often = '') {
    super(`${ended.service} ended ${often}${often && ' '}with exit code ${ended.exitCode}`);
    this.name = 'ServiceEnded';
    this.ended = ended;
  }
}

/** What ended and must not have: a service that ended badly, or one of those that are named. */
export function endedTooSoon(ended: readonly Ended[], nodes: readonly string[]): Ended | undefined {
  return ended.find(({ service, exitCode }) => exitCode !== 0 || nodes.includes(service));
}

/**
 * Does something that waits for nodes, and gives up as soon as one of them has ended, or any service ended badly.
 *
 * @throws ServiceEnded
 */
export async function whileNodesRun<T>(
  docker: Docker,
  cluster: Cluster,
  signal: AbortSignal,
  wait: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const done = new AbortController();
  const names = cluster.nodes.map(({ name }) => name);
  const watch = async (): Promise<void> => {
    while (!done.signal.aborted) {
      await pause(everyMs, done.signal);
      const first = endedTooSoon(await endedOf(docker, cluster), names);
      if (first) return over.abort(new ServiceEnded(first));
    }
  };
  watch().catch(() => undefined);
  try {
    return await wait(AbortSignal.any([signal, over.signal]));
  } finally {
    done.abort();
  }
}
