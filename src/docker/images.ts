import type Docker from 'dockerode';
import { environmentError, messageOf } from '../errors.ts';
import { imagesAreFrozen, notHere } from './frozen-images.ts';
import { baseTag, ensureBase } from './images-base.ts';
import { buildImage } from './images-build.ts';
import { type ContextFile, contextFiles, hashOf } from './images-context.ts';
import { idOf, pull } from './images-engine.ts';

/** The images a drill needs; one folder each in images/. */
export const imageNames = [
  'mysql',
  'mariadb',
  'haproxy',
  'router',
  'manager',
  'toolbox',
  'backup',
  'mariabackup',
  'keepalived',
  'mha',
  'pacemaker',
] as const;
/** What most topologies need, and `ha-drill setup` makes; others are made when a topology names them. */
export const usualImages = ['mysql', 'haproxy', 'router', 'manager', 'toolbox', 'backup'] as const;
export type ImageName = (typeof imageNames)[number];
export type BuiltImage = { readonly tag: string; readonly id: string };

/** Images that are built on another one of these. */
const parents: Partial<Record<ImageName, ImageName>> = {
  backup: 'mysql',
  mariabackup: 'mariadb',
  keepalived: 'mysql',
  mha: 'mariadb',
  pacemaker: 'mariadb',
};

/** What an image is made of, and the tag that follows from it. */
type Recipe = {
  readonly name: ImageName;
  readonly tag: string;
  readonly files: readonly ContextFile[];
};

/**
 * The tag of an image: `ha-drill/NAME:` and a hash of all its inputs, namely the files of its folder, the bundle of
 * its program, and the id of the image it is built on. Same inputs, same tag; the base's id decides which packages.
 */
export async function imageTag(name: ImageName, parentId: string): Promise<string> {
  return (await recipeOf(name, parentId)).tag;
}

/**
 * The usual images (or those in `names`), built where they are missing, side by side. HA_DRILL_MYSQL_IMAGE takes the
 * place of `mysql`, pulled when it is absent. The backup service always has our own server. Frozen images are only looked for.
 *
 * @param report told what is done, a line at a time
 * @throws DrillError (exit 3) with the last lines of a build that failed, or with all that are missing where they are frozen
 */
export async function ensureImages(
  docker: Docker,
  report: (line: string) => void,
  names: readonly ImageName[] = usualImages,
): Promise<Record<ImageName, BuiltImage>> {
  if (imagesAreFrozen()) return presentImages(docker, names);
  const foreign = process.env.HA_DRILL_MYSQL_IMAGE;
  const ours = names.filter((name) => name !== 'mysql' || !foreign);
  const base = ours.length > 0 ? await ensureBase(docker, report) : '';
  const begun = new Map<ImageName, Promise<BuiltImage>>();
  const ensure = (name: ImageName): Promise<BuiltImage> => {
    const parent = parents[name];
    const building =
      begun.get(name) ??
      (parent ? ensure(parent).then(({ id }) => id) : Promise.resolve(base)).then((parentId) =>
        ensureOurs(docker, name, parentId, report),
      );
    begun.set(name, building);
    return building;
  };
  const ensured = await Promise.all([
    ...ours.map(async (name) => [name, await ensure(name)] as const),
    ...(foreign && names.includes('mysql')
      ? [
          ensureForeign(docker, { name: 'mysql', tag: foreign }, report).then(
            (image) => ['mysql', image] as const,
          ),
        ]
      : []),
  ]);
  return Object.fromEntries(ensured) as Record<ImageName, BuiltImage>;
}

/** The tags of images (of the usual ones) that are not built yet, `base` among them. Builds nothing. */
export async function missingImages(
  docker: Docker,
  names: readonly ImageName[] = usualImages,
): Promise<string[]> {
  const foreign = process.env.HA_DRILL_MYSQL_IMAGE;
  const ours = names.filter((name) => name !== 'mysql' || !foreign);
  const base = ours.length === 0 || (await idOf(docker, baseTag)) ? [] : [baseTag];
  const missing = await Promise.all(
    names.map(async (name) => {
      if (name === 'mysql' && foreign) return (await idOf(docker, foreign)) ? [] : [foreign];
      return (await builtImage(docker, name)) ? [] : [`ha-drill/${name}`];
    }),
  );
  return [...base, ...missing.flat()];
}

/** What is here of these. @throws DrillError (exit 3) that names all that are not */
async function presentImages(
  docker: Docker,
  names: readonly ImageName[],
): Promise<Record<ImageName, BuiltImage>> {
  const missing = await missingImages(docker, names);
  if (missing.length > 0)
    throw notHere(missing, 'Make them without --frozen-images: `ha-drill setup`, or load them: docker load');
  const present = names.map(async (name) => {
    const foreign = name === 'mysql' ? process.env.HA_DRILL_MYSQL_IMAGE : undefined;
    const tag = foreign || (await builtImage(docker, name)) || '';
    const id = await idOf(docker, tag);
    if (!id) throw notHere([tag], 'It was removed a moment ago.');
    return [name, { tag, id }] as const;
  });
  return Object.fromEntries(await Promise.all(present)) as Record<ImageName, BuiltImage>;
}

/** The tag of one of our images of the current sources; undefined while it is not built. */
export async function builtImage(docker: Docker, name: ImageName): Promise<string | undefined> {
  const parent = parents[name];
  const parentTag = parent ? await builtImage(docker, parent) : baseTag;
  const parentId = parentTag && (await idOf(docker, parentTag));
  const tag = parentId && (await imageTag(name, parentId));
  return tag && (await idOf(docker, tag)) ? tag : undefined;
}

async function recipeOf(name: ImageName, parentId: string): Promise<Recipe> {
  const files = await contextFiles(name);
  return { name, files, tag: `ha-drill/${name}:${hashOf(parentId, files)}` };
}

async function ensureOurs(
  docker: Docker,
  name: ImageName,
  parentId: string,
  report: (line: string) => void,
): Promise<BuiltImage> {
  const { tag, files } = await recipeOf(name, parentId);
  const present = await idOf(docker, tag);
  if (present) return { tag, id: present };
  await buildImage(docker, { name, tag, base: parentId, files, report });
  await docker.getImage(tag).tag({ repo: `ha-drill/${name}`, tag: 'latest' });
  const id = await idOf(docker, tag);
  if (!id) throw environmentError(`The image ${tag} was built, but the engine does not know it.`);
  return { tag, id };
}

/** An image that is not ours. */
export type ForeignImage = {
  /** Of the variable that names it: `orchestrator` for HA_DRILL_ORCHESTRATOR_IMAGE. */
  readonly name: string;
  readonly tag: string;
};

/**
 * An image of others, pulled when it is absent.
 *
 * @throws DrillError (exit 3) when it is nowhere
 */
export async function ensureForeign(
  docker: Docker,
  { name, tag }: ForeignImage,
  report: (line: string) => void,
): Promise<BuiltImage> {
  const variable = variableOf(name);
  const present = await idOf(docker, tag);
  if (present) return { tag, id: present };
  report(`pulling ${tag} (${variable})`);
  await pull(docker, tag).catch((error: unknown) => {
    throw environmentError(
      `The image ${tag} of ${variable} is not here and cannot be pulled: ${messageOf(error)}`,
      {
        hint: `Set ${variable} to an image that \`docker images\` shows or a registry has, or unset it.`,
        cause: error,
      },
    );
  });
  const id = await idOf(docker, tag);
  if (!id) throw environmentError(`The image ${tag} was pulled, but the engine does not know it.`);
  return { tag, id };
}

/** The variable by which compose files name an image. */
export const variableOf = (name: string): string => `HA_DRILL_${name.toUpperCase()}_IMAGE`;

/** The images of ours that services run in, by the variables that compose files name them by. */
export function imagesNamed(texts: Iterable<string>): ImageName[] {
  const all = [...texts].join('\n');
  return imageNames.filter((name) => all.includes(variableOf(name)));
}

/** The images of others that services run in: what such a variable says, or what stands for it where it is not set. */
export function foreignImagesNamed(texts: Iterable<string>): ForeignImage[] {
  const found = new Map<string, string>();
  for (const text of texts) {
    const [, variable = '', usual = ''] = /^\$\{HA_DRILL_([A-Z0-9_]+)_IMAGE:-([^${}]+)\}$/.exec(text) ?? [];
    const name = variable.toLowerCase();
    if (name !== '' && !imageNames.some((ours) => ours === name))
      found.set(name, process.env[variableOf(name)] || usual);
  }
  return [...found].map(([name, tag]) => ({ name, tag }));
}
