import type Docker from 'dockerode';
import { runLabel } from './labels.ts';

/** What carries the label of a run. */
export type Leftovers = {
  readonly run: string;
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
};

/** Everything on this engine that ha-drill created and that still exists, by run. */
export async function findLeftovers(docker: Docker): Promise<Leftovers[]> {
  const filters = { label: [runLabel] };
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const found = new Map<string, { containers: string[]; networks: string[]; volumes: string[] }>();
  const of = (labels: Record<string, string> | undefined) => {
    const run = labels?.[runLabel] ?? '';
    const own = found.get(run) ?? { containers: [], networks: [], volumes: [] };
    found.set(run, own);
    return own;
  };
  for (const one of containers) of(one.Labels).containers.push(one.Id);
  for (const one of networks) of(one.Labels).networks.push(one.Id);
  for (const one of volumes ?? []) of(one.Labels).volumes.push(one.Name);
  return [...found].map(([run, own]) => ({ run, ...own }));
}

/**
 * Removes all that one run left: containers (network rules die with their namespaces), then networks and volumes.
 * Idempotent: what is gone already is no error.
 */
export async function removeLeftovers(docker: Docker, left: Leftovers): Promise<void> {
  await Promise.all(
    left.containers.map((id) => docker.getContainer(id).remove({ force: true, v: true }).catch(ignoreGone)),
  );
  await Promise.all([
    ...left.networks.map((id) => docker.getNetwork(id).remove().catch(ignoreGone)),
    ...left.volumes.map((name) => docker.getVolume(name).remove({ force: true }).catch(ignoreGone)),
  ]);
}

/** 404: not there. 409: its removal is already under way. */
export function ignoreGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
}
