import type Docker from 'dockerode';
import { connectDocker } from '../docker/docker.ts';
import { ensureImages } from '../docker/images.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { tell } from './output.ts';

/** The engine and the tags of the images that topologies need, built where they are missing: a stack has its own. */
export async function dockerWithImages(
  topologies: readonly Pick<LoadedTopology, 'stack'>[] = [],
): Promise<{ docker: Docker; images: Record<string, string> }> {
  const docker = await connectDocker();
  const onlyStacks = topologies.length > 0 && topologies.every(({ stack }) => stack !== undefined);
  const ensured = await ensureImages(docker, tell, onlyStacks ? ['toolbox'] : undefined);
  const images = Object.fromEntries(Object.entries(ensured).map(([name, image]) => [name, image.tag]));
  return { docker, images };
}
