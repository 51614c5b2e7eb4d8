import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { pause } from '../wait.ts';
import { endedOf } from './look-at-services.ts';
import type { Ended } from './seen.ts';

const everyMs = 2000;

/** What was taken for a node has ended: it will not answer any more. */
export class NodeEnded extends Error {
  readonly ended: Ended;

  constructor(ended: Ended) {
    super(`${ended.service} ended with exit code ${ended.exitCode}`);
    this.name = 'NodeEnded';
    this.ended = ended;
  }
}

/**
 * Does something that waits for nodes, and gives up as soon as one of them has ended.
 *
 * @throws NodeEnded
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
      const first = (await endedOf(docker, cluster)).find(({ service }) => names.includes(service));
      if (first) return over.abort(new NodeEnded(first));
    }
  };
  watch().catch(() => undefined);
  try {
    return await wait(AbortSignal.any([signal, over.signal]));
  } finally {
    done.abort();
  }
}
