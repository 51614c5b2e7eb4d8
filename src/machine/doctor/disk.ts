import { statfs } from 'node:fs/promises';
import { type DoctorCheck, failed, ok, warning } from './check.ts';

const gigabyte = 1e9;

export const disk: DoctorCheck = {
  name: 'disk',
  description: "free space where Docker keeps images and containers (a drill's cluster takes about 1 GB)",
  look: async ({ docker }) => {
    const { DockerRootDir: root } = await docker.info();
    try {
      const { bavail, bsize } = await statfs(root);
      return judgeDisk(root, bavail * bsize);
    } catch {
      return warning(`${root} is not on this machine or not readable`, 'See to 5 GB of free space there.');
    }
  },
};

/** @param free bytes */
export function judgeDisk(root: string, free: number) {
  const found = `${(free / gigabyte).toFixed(1)} GB free in ${root}`;
  if (free >= 5 * gigabyte) return ok(found);
  const advice = 'Free space: `docker image prune`, `ha-drill clean`, old folders in reports/.';
  return free >= 2 * gigabyte ? warning(found, advice) : failed(found, advice);
}
