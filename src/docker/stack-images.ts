import type Docker from 'dockerode';
import { DrillError, environmentError } from '../errors.ts';
import type { Stack } from '../topology/loaded.ts';
import { idOf } from './images-engine.ts';
import { stackImagePrefix } from './isolate.ts';
import { ignoreGone } from './leftovers.ts';

/** An error of bringing a stack up, with the images that are not on this machine: Docker says of none which it is. */
export async function withMissingImages(
  docker: Docker,
  stack: Stack | undefined,
  error: unknown,
): Promise<unknown> {
  if (!stack || !(error instanceof DrillError)) return error;
  const pulled = Object.entries(stack.config.services).filter(([, { build }]) => build === undefined);
  const looks = pulled.map(async ([name, { image = '' }]) =>
    (await idOf(docker, image)) === undefined ? [`${name}: ${image}`] : [],
  );
  const missing = (await Promise.all(looks)).flat();
  if (missing.length === 0) return error;
  const which = missing.join('\n  ');
  return environmentError(
    `These images are not on this machine, and could not be pulled:\n  ${which}\n${error.message}`,
    {
      hint: 'Pull or build them here, or name others: by a variable of the compose file, or by a second compose file (`ha-drill init docker-compose.yml other.yml`).',
      cause: error,
    },
  );
}

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
