import type Docker from 'dockerode';
import { DrillError, environmentError } from '../errors.ts';
import { asWords, variablesOfImages } from '../topology/image-uses.ts';
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
  const variables = await variablesOfImages(stack.files);
  const looks = pulled.map(async ([name, { image = '' }]): Promise<Missing[]> => {
    const variable = variables.get(name) ?? variables.get(name.replace(/-\d+$/, ''));
    return (await idOf(docker, image)) === undefined ? [{ name, image, variable }] : [];
  });
  const missing = (await Promise.all(looks)).flat();
  if (missing.length === 0) return error;
  const which = missing.map(
    ({ name, image, variable }) =>
      `\n  ${name}: ${image}${variable === undefined ? '' : ` (${variable} names another one)`}`,
  );
  return environmentError(
    `These images are not on this machine, and could not be pulled:${which.join('')}\n${error.message}`,
    { hint: wayOut(stack, missing), cause: error },
  );
}

type Missing = { readonly name: string; readonly image: string; readonly variable: string | undefined };

/** What to write so that images that are here are taken. */
function wayOut({ files, variables }: Stack, missing: readonly Missing[]): string {
  const named = [...new Set(missing.flatMap(({ variable }) => variable ?? []))];
  const unlisted = named.filter((one) => !variables.includes(one));
  const bySetting = [
    `Set ${named.join(' and ')} to an image that \`docker images\` shows`,
    ...(unlisted.length > 0 ? [`list ${unlisted.join(' and ')} under \`variables\` of ha-drill.yml`] : []),
  ].join(', and ');
  const byFile = `a second compose file names it (\`ha-drill init ${asWords(files)} images.yml\`)`;
  const rest = missing.some(({ variable }) => variable === undefined);
  return [
    'Pull or build them here.',
    ...(named.length > 0 ? [`${bySetting}.`] : []),
    ...(rest ? [`Where it is called otherwise here, ${byFile}.`] : []),
  ].join(' ');
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
