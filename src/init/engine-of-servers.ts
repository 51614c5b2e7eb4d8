import type Docker from 'dockerode';
import { type Cluster, serviceOf } from '../docker/cluster.ts';
import { runInside } from '../docker/run-inside.ts';
import type { EngineName } from '../engine/observation.ts';
import { usageError } from '../errors.ts';

const ask = 'mariadbd --version 2>/dev/null || mysqld --version 2>/dev/null';

/**
 * What the programs of the servers say that they are; undefined where none says anything.
 *
 * @throws DrillError (exit 64) where they are of several kinds
 */
export async function engineOfServers(docker: Docker, cluster: Cluster): Promise<EngineName | undefined> {
  const said = await Promise.all(
    cluster.nodes.map(async ({ name }) => {
      const container = docker.getContainer(serviceOf(cluster, name).containerId);
      const { stdout } = await runInside(container, ['sh', '-c', ask]).catch(() => ({ stdout: '' }));
      return { name, engine: engineIn(stdout) };
    }),
  );
  const found = new Set(said.flatMap(({ engine }) => engine ?? []));
  if (found.size > 1) {
    const each = said.map(({ name, engine }) => `${name}: ${engine ?? 'unknown'}`).join(', ');
    throw usageError(
      `expected servers of one kind, found ${each}`,
      'Replicas of the other kind are not drilled: leave them out by a second compose file.',
    );
  }
  return [...found][0];
}

/** By what a server prints for `--version`. */
export function engineIn(printed: string): EngineName | undefined {
  if (!/\bVer\s/.test(printed)) return undefined;
  return /mariadb/i.test(printed) ? 'mariadb' : 'mysql';
}
