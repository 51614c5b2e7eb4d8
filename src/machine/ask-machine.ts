import { dockerClient, engineVersion } from '../docker/docker.ts';
import { builtImage } from '../docker/images.ts';
import { messageOf } from '../errors.ts';
import type { Machine, Need } from '../faults/needs.ts';
import { probeNeeds } from './probe-needs.ts';

/** Asks this machine what it has of what faults need. Where it cannot be asked, that is the answer: never rejects. */
export async function askMachine(needs: ReadonlySet<Need>): Promise<Machine> {
  const unknown = (found: string): Machine =>
    Object.fromEntries([...needs].map((need) => [need, { available: 'unknown', found }]));
  const docker = dockerClient();
  try {
    await engineVersion(docker);
  } catch {
    return unknown('no Docker engine answers');
  }
  try {
    const image = await builtImage(docker, 'toolbox');
    return image ? await probeNeeds(docker, image, needs) : unknown('the toolbox image is not built yet');
  } catch (error) {
    return unknown(`the engine could not try it: ${messageOf(error)}`);
  }
}
