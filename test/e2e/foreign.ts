import { randomBytes } from 'node:crypto';
import { execa } from 'execa';

/** Things of somebody else on the engine: none bears a label of ours. */
export type Foreign = {
  /** What there is of it now, as text that stays the same as long as nobody touches it. */
  look(): Promise<string>;
  /** The files behind all loop devices of the machine. */
  loopFiles(): Promise<string[]>;
  remove(): Promise<void>;
};

/** A container with a volume, a file on it behind a loop device, and an nft table that is called as ours are. */
export async function makeForeign(image: string): Promise<Foreign> {
  const name = `foreign-${randomBytes(4).toString('hex')}`;
  const docker = async (...words: string[]): Promise<string> => (await execa('docker', words)).stdout;
  const inside = (script: string): Promise<string> => docker('exec', name, 'bash', '-euc', script);
  await docker('volume', 'create', name);
  await docker(
    ...['run', '--detach', '--name', name, '--cap-add', 'NET_ADMIN', '--cap-add', 'SYS_ADMIN'],
    ...['--device-cgroup-rule', 'b 7:* rmw', '--device-cgroup-rule', 'c 10:237 rmw'],
    ...['--volume', '/dev:/dev', '--volume', `${name}:/data`, image, 'sleep', 'infinity'],
  );
  await inside('nft add table inet ha_drill');
  const device = await inside(
    `truncate -s 1M /data/${name}.img; echo kept >/data/note; losetup -f --show /data/${name}.img`,
  );
  const loopFiles = async (): Promise<string[]> =>
    (await inside('losetup --list --noheadings --output BACK-FILE')).split('\n');
  return {
    look: async () =>
      [
        await docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}} {{.State.Running}}', name),
        await inside('nft list table inet ha_drill; cat /data/note'),
        (await loopFiles()).filter((file) => file.includes(name)).join(),
      ].join('\n'),
    loopFiles,
    remove: async () => {
      await inside(`losetup --detach ${device}`);
      await docker('rm', '--force', name);
      await docker('volume', 'rm', name);
    },
  };
}
