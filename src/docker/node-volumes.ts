import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { TopologySection } from '../topology/schema.ts';
import { type ComposeProject, composeConfig } from './compose.ts';
import type { Disk } from './container-acts.ts';
import { attachDisks, type SizedVolumes } from './disks.ts';

/** A named volume of a compose project that a database node mounts. */
export type NodeVolume = Disk & {
  readonly node: string;
  /** Its key under `volumes`. */
  readonly name: string;
};

const mounts = z.array(z.object({ type: z.string(), source: z.string().default(''), target: z.string() }));
const resolved = z.object({
  services: z.record(z.string(), z.object({ volumes: mounts.default([]) })),
});

/** The volumes of the database nodes that the topology's section tells the mount points of. */
export async function nodeVolumes(
  project: ComposeProject,
  { nodes, volumes }: Pick<TopologySection, 'nodes' | 'volumes'>,
): Promise<NodeVolume[]> {
  const { services } = resolved.parse(await composeConfig(project));
  return nodes.flatMap((node) =>
    (['data', 'binlog'] as const).flatMap((use) => {
      const mount = services[node]?.volumes.find(
        (one) => one.type === 'volume' && one.target === volumes[use],
      );
      return mount?.source ? [{ node, use, mountPoint: mount.target, name: mount.source }] : [];
    }),
  );
}

/** Makes disks of a fixed size for volumes, and a project that is the same with its volumes on them. */
export async function onDisks(
  docker: Docker,
  options: {
    readonly run: string;
    readonly project: ComposeProject;
    /** For a compose file of our own. */
    readonly folder: string;
    readonly volumes: readonly NodeVolume[];
    readonly sizedVolumes: SizedVolumes;
    readonly kept?: boolean | undefined;
  },
): Promise<ComposeProject> {
  const { run, project, folder, volumes, sizedVolumes } = options;
  const names = volumes.map(({ name }) => name);
  const devices = await attachDisks(docker, run, names, sizedVolumes, options.kept);
  const overlay = join(folder, 'disks.json');
  await writeFile(overlay, JSON.stringify(diskOverlay(devices)));
  return { ...project, files: [...project.files, overlay] };
}

type DiskOverlay = {
  readonly volumes: Readonly<Record<string, { driver: string; driver_opts: Record<string, string> }>>;
};

/**
 * A compose document that puts volumes on the devices of their names. XFS reserves megabytes ahead of a file that
 * grows; with `allocsize` no more than that, so that a disk that is full is full.
 */
export function diskOverlay(devices: ReadonlyMap<string, string>): DiskOverlay {
  const onDevice = (device: string) => ({
    driver: 'local',
    driver_opts: { type: 'xfs', device, o: 'allocsize=64k' },
  });
  return { volumes: Object.fromEntries([...devices].map(([name, device]) => [name, onDevice(device)])) };
}
