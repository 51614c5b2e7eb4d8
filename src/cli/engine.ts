import type Docker from 'dockerode';
import { connectDocker } from '../docker/docker.ts';
import { ensureImages, imagesNamed } from '../docker/images.ts';
import { requireReach } from '../docker/reach.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { tell } from './output.ts';

/**
 * The engine and the tags of the images that topologies need, built where they are missing: a stack has its own.
 *
 * @throws DrillError (exit 3) where the addresses of containers are not reachable from here
 */
export async function dockerWithImages(
  topologies: readonly Pick<LoadedTopology, 'images' | 'stack'>[] = [],
): Promise<{ docker: Docker; images: Record<string, string> }> {
  const docker = await connectDocker();
  await requireReach(docker);
  const named = imagesNamed(
    topologies.filter(({ stack }) => !stack).flatMap(({ images }) => Object.values(images)),
  );
  const ensured = await ensureImages(
    docker,
    tell,
    topologies.length === 0 ? undefined : ['toolbox', ...named],
  );
  const images = Object.fromEntries(Object.entries(ensured).map(([name, image]) => [name, image.tag]));
  return { docker, images };
}
