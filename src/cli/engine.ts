import type Docker from 'dockerode';
import { connectDocker } from '../docker/docker.ts';
import { ensureForeign, ensureImages, foreignImagesNamed, imagesNamed } from '../docker/images.ts';
import { requireReach } from '../docker/reach.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { tell } from './output.ts';

/**
 * The engine and the tags of the images that topologies need, built where they are missing, or pulled where they are of
 * others: a stack has its own.
 *
 * @param topologies left out, the usual images are there
 * @throws DrillError (exit 3) where the addresses of containers are not reachable from here
 */
export async function dockerWithImages(
  topologies?: readonly Pick<LoadedTopology, 'images' | 'stack'>[],
): Promise<{ docker: Docker; images: Record<string, string> }> {
  const docker = await connectDocker();
  await requireReach(docker);
  const written = (topologies ?? [])
    .filter(({ stack }) => !stack)
    .flatMap(({ images }) => Object.values(images));
  const named = imagesNamed(written);
  const foreign = foreignImagesNamed(written);
  // Before anything is built: a registry that has none of them ends it.
  for (const image of foreign) await ensureForeign(docker, image, tell);
  const ensured = await ensureImages(
    docker,
    tell,
    topologies === undefined ? undefined : ['toolbox', ...named],
  );
  const images = Object.fromEntries([
    ...Object.entries(ensured).map(([name, { tag }]) => [name, tag]),
    ...foreign.map(({ name, tag }) => [name, tag]),
  ]);
  return { docker, images };
}
