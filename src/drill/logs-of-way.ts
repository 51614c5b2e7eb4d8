import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { lastLogLines } from '../docker/logs.ts';
import { inspectServices } from '../docker/services.ts';
import { environmentError, messageOf } from '../errors.ts';
import { namedBy, roleOf } from '../topology/roles.ts';

/** What is asked of one service before it is told (lines). */
const lines = 12;

/**
 * An error of an endpoint, with what the services said last that stand before the nodes, and those that have failed by now: a
 * failover tool that leads nobody ended, perhaps, as it did not like its configuration.
 */
export async function withLogsOfWay(docker: Docker, cluster: Cluster, error: unknown): Promise<Error> {
  const { section } = cluster.topology;
  // The error itself is what matters: an engine that does not answer must not hide it.
  const failed = await failedServices(docker, cluster).catch(() => new Map<string, number>());
  const all = [
    ...namedBy(section.endpoints.write),
    ...namedBy(section.endpoints.read),
    ...namedBy(section.proxy),
  ];
  const way = [...new Set(all)].filter((name) => roleOf(section, name) !== 'node');
  const named = [...new Set([...way, ...failed.keys()])];
  const logs = await Promise.all(named.map((name) => lastLogLines(docker, cluster, name, lines)));
  const ended = [...failed].map(([name, exitCode]) => `${name} has ended with exit code ${exitCode}.`);
  return environmentError([messageOf(error), ...ended, ...logs].join('\n'), { cause: error });
}

/** Services that are over and did not end well, with their exit codes. */
async function failedServices(
  docker: Docker,
  { run, topology }: Cluster,
): Promise<ReadonlyMap<string, number>> {
  const services = await inspectServices(docker, run, topology, []);
  const over = [...services.values()].filter(({ isOver }) => isOver);
  const codes = await Promise.all(
    over.map(async ({ name, containerId }) => {
      const { State } = await docker.getContainer(containerId).inspect();
      return [name, State.ExitCode] as const;
    }),
  );
  return new Map(codes.filter(([, code]) => code !== 0));
}
