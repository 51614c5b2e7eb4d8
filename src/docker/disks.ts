import { readFile } from 'node:fs/promises';
import type Docker from 'dockerode';
import { environmentError } from '../errors.ts';
import { waitFor } from '../wait.ts';
import { labelsOf, roleLabel, runLabel } from './labels.ts';
import { ignoreGone } from './leftovers.ts';

const holderScript = await readFile(new URL('./hold-disks.sh', import.meta.url), 'utf8');

/** What volumes of a fixed size are made with. */
export type SizedVolumes = {
  /** Of each volume, in MB. */
  readonly sizeMb: number;
  /** The toolbox image. */
  readonly image: string;
};

/**
 * Makes a disk for each name: an XFS image of a fixed size on a loop device. A container holds them, and the images
 * are in a volume of its own; both carry the label of the run before a device is attached. When that container and the
 * mounts are gone, the kernel detaches the devices of itself.
 *
 * @returns the device of each name, such as `/dev/loop3`
 * @throws DrillError (exit 3) when this machine has no loop devices, no XFS, or not enough free space
 */
export async function attachDisks(
  docker: Docker,
  run: string,
  names: readonly string[],
  { sizeMb, image }: SizedVolumes,
  kept = false,
): Promise<ReadonlyMap<string, string>> {
  const labels = labelsOf(run, { role: 'disks', kept });
  await docker.createVolume({ Name: volumeOf(run), Labels: labels });
  const container = await docker.createContainer({
    Image: image,
    Cmd: ['bash', '-c', holderScript, 'hold-disks', run, String(sizeMb), ...names],
    Labels: labels,
    Tty: true,
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      Binds: ['/dev:/dev', `${volumeOf(run)}:/disks`],
      // Loop devices, and the device that gives out free ones (kernel: admin-guide/devices.txt).
      DeviceCgroupRules: ['b 7:* rmw', 'c 10:237 rmw'],
    },
  });
  await container.start();
  const said = await waitFor({ what: 'the disks', deadlineMs: 60_000, everyMs: 20 }, async () => {
    const { Running } = (await container.inspect()).State;
    const log = (await container.logs({ stdout: true, stderr: true })).toString().replaceAll('\r', '');
    if (log.includes('ready\n')) return { done: true, value: log };
    if (Running) return { done: false, state: log };
    throw environmentError(`The data volumes of a fixed size could not be made:\n${log}`, {
      hint: 'they need loop devices and XFS: `ha-drill faults` shows what this machine has',
    });
  });
  return new Map(
    [...said.matchAll(/^(\S+) (\/dev\/loop\d+)$/gm)].map(([, name = '', at = '']) => [name, at]),
  );
}

/** Removes what `attachDisks` made for a run; the servers that used the disks must be gone. Idempotent. */
export async function removeDisks(docker: Docker, run: string): Promise<void> {
  const label = [`${runLabel}=${run}`, `${roleLabel}=disks`];
  const holders = await docker.listContainers({ all: true, filters: { label } });
  await Promise.all(
    holders.map(({ Id }) => docker.getContainer(Id).remove({ force: true }).catch(ignoreGone)),
  );
  await docker.getVolume(volumeOf(run)).remove().catch(ignoreGone);
}

function volumeOf(run: string): string {
  return `ha-drill-${run}-disks`;
}
