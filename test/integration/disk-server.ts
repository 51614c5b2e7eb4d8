import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Disk } from '../../src/docker/container-acts.ts';
import { attachDisks, removeDisks } from '../../src/docker/disks.ts';
import { diskOverlay } from '../../src/docker/node-volumes.ts';
import { docker, type images, type Server, startServer } from './server.ts';

/** A server whose volumes are on disks of a fixed size, under a run of its own. */
export type DiskServer = Server & {
  readonly run: string;
  /** Removes the server, its volumes and its disks. */
  stop(): Promise<void>;
};

const disks: readonly Disk[] = [
  { use: 'data', mountPoint: '/var/lib/mysql' },
  { use: 'binlog', mountPoint: '/var/lib/mysql-binlog' },
];

/** @param command options of mysqld */
export async function startDiskServer(
  name: string,
  tags: Awaited<ReturnType<typeof images>>,
  command: readonly string[] = [],
): Promise<DiskServer> {
  const run = `it-${randomBytes(4).toString('hex')}`;
  const uses = disks.map(({ use }) => use);
  const devices = await attachDisks(docker, run, uses, { sizeMb: 512, image: tags.toolbox });
  const volumes = await makeVolumes(run, devices);
  const server = await startServer(name, tags.mysql, {
    disks,
    volumes: disks.map(({ use, mountPoint }) => ({ source: `${run}-${use}`, target: mountPoint })),
    command: ['--log-bin=/var/lib/mysql-binlog/binlog', ...command],
  });
  // As on a machine that has run for long: what was made at the start does not go with a power loss.
  await server.container.exec(['sync', '-f', '/var/lib/mysql', '/var/lib/mysql-binlog']);
  const stop = async (): Promise<void> => {
    await server.container.stop({ removeVolumes: true });
    await Promise.all(volumes.map((volume) => docker.getVolume(volume).remove()));
    await removeDisks(docker, run);
  };
  return { ...server, run, stop };
}

/** As Compose makes them of the overlay. */
async function makeVolumes(run: string, devices: ReadonlyMap<string, string>): Promise<string[]> {
  const { volumes } = diskOverlay(devices);
  const names = Object.entries(volumes).map(async ([use, { driver, driver_opts }]) => {
    const Name = `${run}-${use}`;
    await docker.createVolume({
      Name,
      Driver: driver,
      DriverOpts: driver_opts,
      Labels: { 'ha-drill.run': run },
    });
    return Name;
  });
  return Promise.all(names);
}

/** The files behind all loop devices of this machine. */
export async function loopFiles(): Promise<string[]> {
  const devices = (await readdir('/sys/block')).filter((name) => name.startsWith('loop'));
  const files = await Promise.all(
    devices.map((name) => readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => '')),
  );
  return files.map((file) => file.trim()).filter((file) => file !== '');
}
