import type Docker from 'dockerode';
import { stackImagePrefix } from './isolate.ts';
import { ignoreGone } from './leftovers.ts';

/**
 * The images that were built from Dockerfiles of users' stacks, by their tags. They are a cache: the next drill of the same
 * stack does not build them again.
 */
export async function stackImages(docker: Docker): Promise<string[]> {
  const images = await docker.listImages({ filters: { reference: [`${stackImagePrefix}*`] } });
  return images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => tag.startsWith(stackImagePrefix));
}

/** Removes those of them that no container uses. @returns the tags that are gone */
export async function removeStackImages(docker: Docker): Promise<string[]> {
  const used = new Set((await docker.listContainers({ all: true })).map(({ Image }) => Image));
  const free = (await stackImages(docker)).filter((tag) => !used.has(tag));
  // 409: a container was made of it meanwhile.
  for (const tag of free) await docker.getImage(tag).remove().catch(ignoreGone);
  const left = await stackImages(docker);
  return free.filter((tag) => !left.includes(tag));
}
