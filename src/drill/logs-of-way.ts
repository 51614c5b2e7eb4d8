import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { lastLogLines } from '../docker/logs.ts';
import { environmentError, messageOf } from '../errors.ts';
import { namedBy, roleOf } from '../topology/roles.ts';

/** What is asked of one service before it is told (lines). */
const lines = 12;

/** An error of an endpoint, with what the services said last that stand before the nodes. */
export async function withLogsOfWay(docker: Docker, cluster: Cluster, error: unknown): Promise<Error> {
  const { section } = cluster.topology;
  const all = [
    ...namedBy(section.endpoints.write),
    ...namedBy(section.endpoints.read),
    ...namedBy(section.proxy),
  ];
  const way = [...new Set(all)].filter((name) => roleOf(section, name) !== 'node');
  const logs = await Promise.all(way.map((name) => lastLogLines(docker, cluster, name, lines)));
  return environmentError([messageOf(error), ...logs].join('\n'), { cause: error });
}
