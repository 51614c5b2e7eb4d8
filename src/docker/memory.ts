import type Docker from 'dockerode';
import type { Cluster } from './cluster.ts';
import { engineLimits } from './engine-limits.ts';

/** Anonymous memory of every container of a cluster, in bytes: what has no file behind it. */
export async function memoryInUse(
  docker: Docker,
  { services }: Pick<Cluster, 'services'>,
): Promise<Record<string, number>> {
  const entries = await Promise.all(
    [...services.values()].map(async ({ name, containerId }) => {
      const { anonymousBytes } = await engineLimits(docker.getContainer(containerId)).usage();
      return [name, anonymousBytes] as const;
    }),
  );
  return Object.fromEntries(entries);
}
