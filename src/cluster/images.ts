import type Docker from 'dockerode';
import { environmentError, messageOf } from '../errors.ts';
import { baseTag, ensureBase } from './images-base.ts';
import { buildImage } from './images-build.ts';
import { type ContextFile, contextFiles, hashOf } from './images-context.ts';
import { idOf, pull } from './images-engine.ts';

/** The images a drill needs; one folder each in images/. */
export const imageNames = ['mysql', 'haproxy', 'router', 'manager', 'toolbox'] as const;
export type ImageName = (typeof imageNames)[number];
export type BuiltImage = { readonly tag: string; readonly id: string };

/** What an image is made of, and the tag that follows from it. */
type Recipe = { readonly name: ImageName; readonly tag: string; readonly files: readonly ContextFile[] };

/**
 * The tag of an image: `ha-drill/NAME:` and a hash of all its inputs, namely the files of its folder, for the
 * manager its bundle, and the id of the base image. Same inputs, same tag; the base's id decides which packages.
 */
export async function imageTag(name: ImageName, baseId: string): Promise<string> {
  return (await recipeOf(name, baseId)).tag;
}

/**
 * All images (or those in `names`), built where they are missing, side by side. HA_DRILL_MYSQL_IMAGE takes the
 * place of `mysql`, pulled when it is absent.
 *
 * @param report told what is done, a line at a time
 * @throws DrillError (exit 3) with the last lines of a build that failed
 */
export async function ensureImages(
  docker: Docker,
  report: (line: string) => void,
  names: readonly ImageName[] = imageNames,
): Promise<Record<ImageName, BuiltImage>> {
  const foreign = process.env.HA_DRILL_MYSQL_IMAGE;
  const ours = names.filter((name) => name !== 'mysql' || !foreign);
  const base = ours.length > 0 ? await ensureBase(docker, report) : '';
  const ensured = await Promise.all([
    ...ours.map(async (name) => [name, await ensureOurs(docker, name, base, report)] as const),
    ...(foreign && names.includes('mysql')
      ? [ensureForeign(docker, foreign, report).then((image) => ['mysql', image] as const)]
      : []),
  ]);
  return Object.fromEntries(ensured) as Record<ImageName, BuiltImage>;
}

/** The tags of images that are not built yet, `base` among them. Builds nothing. */
export async function missingImages(docker: Docker): Promise<string[]> {
  const base = await idOf(docker, baseTag);
  if (!base) return [baseTag, ...imageNames];
  const foreign = process.env.HA_DRILL_MYSQL_IMAGE;
  const tags = await Promise.all(
    imageNames.map((name) => (name === 'mysql' && foreign ? foreign : imageTag(name, base))),
  );
  const ids = await Promise.all(tags.map((tag) => idOf(docker, tag)));
  return tags.filter((_, index) => ids[index] === undefined);
}

/** The tag of one of our images of the current sources; undefined while it is not built. */
export async function builtImage(docker: Docker, name: ImageName): Promise<string | undefined> {
  const base = await idOf(docker, baseTag);
  const tag = base && (await imageTag(name, base));
  return tag && (await idOf(docker, tag)) ? tag : undefined;
}

async function recipeOf(name: ImageName, baseId: string): Promise<Recipe> {
  const files = await contextFiles(name);
  return { name, files, tag: `ha-drill/${name}:${hashOf(baseId, files)}` };
}

async function ensureOurs(
  docker: Docker,
  name: ImageName,
  baseId: string,
  report: (line: string) => void,
): Promise<BuiltImage> {
  const { tag, files } = await recipeOf(name, baseId);
  const present = await idOf(docker, tag);
  if (present) return { tag, id: present };
  await buildImage(docker, { name, tag, base: baseId, files, report });
  await docker.getImage(tag).tag({ repo: `ha-drill/${name}`, tag: 'latest' });
  const id = await idOf(docker, tag);
  if (!id) throw environmentError(`The image ${tag} was built, but the engine does not know it.`);
  return { tag, id };
}

async function ensureForeign(
  docker: Docker,
  tag: string,
  report: (line: string) => void,
): Promise<BuiltImage> {
  const present = await idOf(docker, tag);
  if (present) return { tag, id: present };
  report(`pulling ${tag} (HA_DRILL_MYSQL_IMAGE)`);
  await pull(docker, tag).catch((error: unknown) => {
    throw environmentError(
      `The image ${tag} of HA_DRILL_MYSQL_IMAGE is not here and cannot be pulled: ${messageOf(error)}`,
      {
        hint: 'Name an image that `docker images` shows or a registry has, or unset HA_DRILL_MYSQL_IMAGE.',
        cause: error,
      },
    );
  });
  const id = await idOf(docker, tag);
  if (!id) throw environmentError(`The image ${tag} was pulled, but the engine does not know it.`);
  return { tag, id };
}
