import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { lastLogLines } from '../docker/logs.ts';
import { endedOf } from '../docker/services.ts';
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
  const over = await endedOf(docker, cluster).catch(() => []);
  const failed = over.filter(({ exitCode }) => exitCode !== 0);
  const all = [
    ...namedBy(section.endpoints.write),
    ...namedBy(section.endpoints.read),
    ...namedBy(section.proxy),
  ];
  const way = [...new Set(all)].filter((name) => roleOf(section, name) !== 'node');
  const named = [...new Set([...way, ...failed.map(({ service }) => service)])];
  const logs = await Promise.all(named.map((name) => lastLogLines(docker, cluster, name, lines)));
  const ended = failed.map(({ service, exitCode }) => `${service} has ended with exit code ${exitCode}.`);
  return environmentError([messageOf(error), ...ended, ...logs].join('\n'), { cause: error });
}
