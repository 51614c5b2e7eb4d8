import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { problemAt, valueAt } from '../document/check.ts';
import { fromHere } from '../document/from-here.ts';
import type { Problem } from '../document/problem.ts';
import { type Path, readSource, type Source } from '../document/source.ts';
import { didYouMean } from '../document/suggest.ts';
import { shown } from '../document/wording.ts';
import { DrillError } from '../errors.ts';

/** One place where a service is written: in the compose file itself, or where it is extended. */
export type ServiceLayer = { readonly source: Source; readonly name: string };

/** The services of a compose file, each with its layers: its own first, then what it extends, and so on. */
export type Services = {
  readonly layers: Readonly<Record<string, readonly ServiceLayer[]>>;
  /** The other files that are extended, each once. */
  readonly bases: readonly Source[];
  readonly problems: readonly Problem[];
};

/** The text of a layer; what else it holds, Compose checks. */
const layerText = z.object({
  image: z.string().catch(''),
  build: z.unknown().optional(),
  provider: z.unknown().optional(),
  extends: z
    .union([
      z.string().transform((service) => ({ service, file: undefined })),
      z.object({ service: z.string(), file: z.string().optional() }),
    ])
    .optional()
    .catch(undefined),
});
type LayerText = z.infer<typeof layerText>;

/** Where a layer stands in its file. */
export function pathOf({ name }: ServiceLayer): Path {
  return ['services', name];
}

/** What a layer says about itself. */
export function textOf(layer: ServiceLayer): LayerText {
  return layerText
    .catch({ image: '', build: undefined, provider: undefined })
    .parse(valueAt(layer.source, pathOf(layer)));
}

/** The names of the services that a compose file declares itself. */
export function serviceNames(source: Source): string[] {
  const services = valueAt(source, ['services']);
  return typeof services === 'object' && services !== null && !Array.isArray(services)
    ? Object.keys(services)
    : [];
}

/** Follows `extends` of every service to its end. What cannot be followed is a problem at the place that says so. */
export async function resolveServices(source: Source): Promise<Services> {
  const files = new Map<string, Source>([[resolve(source.path), source]]);
  const problems: Problem[] = [];
  const layers: [string, ServiceLayer[]][] = [];
  for (const name of serviceNames(source)) {
    const own: ServiceLayer[] = [];
    let layer: ServiceLayer | undefined = { source, name };
    while (layer) {
      own.push(layer);
      const next: ServiceLayer | Problem | undefined = await extendedBy(layer, own, files);
      if (next && 'message' in next) problems.push(next);
      layer = next && 'source' in next ? next : undefined;
    }
    layers.push([name, own]);
  }
  const bases = [...files.values()].filter((file) => file !== source);
  return { layers: Object.fromEntries(layers), bases, problems };
}

async function extendedBy(
  layer: ServiceLayer,
  earlier: readonly ServiceLayer[],
  files: Map<string, Source>,
): Promise<ServiceLayer | Problem | undefined> {
  const base = textOf(layer).extends;
  if (!base) return undefined;
  const place = [...pathOf(layer), 'extends'];
  const source = await sourceOf(layer, base.file, files);
  if (typeof source === 'string') return problemAt(layer.source, place, source);
  if (earlier.some((one) => one.source === source && one.name === base.service)) {
    const chain = [...earlier.map(({ name }) => name), base.service].map(shown).join(' extends ');
    return problemAt(layer.source, place, `expected an end of what is extended, found that ${chain}`);
  }
  const known = serviceNames(source);
  if (known.includes(base.service)) return { source, name: base.service };
  const message = `expected a service of ${fromHere(source.path)} (${known.join(', ') || 'it has none'}), found ${shown(base.service)}`;
  return problemAt(layer.source, place, message, didYouMean(base.service, known));
}

/** The file that a service extends, read once; or why there is none, in words. */
async function sourceOf(
  { source }: ServiceLayer,
  file: string | undefined,
  files: Map<string, Source>,
): Promise<Source | string> {
  if (file === undefined) return source;
  const path = resolve(dirname(source.path), file);
  const known = files.get(path);
  if (known) return known;
  try {
    const read = await readSource(fromHere(path));
    files.set(path, read);
    return read;
  } catch (error) {
    if (!(error instanceof DrillError)) throw error;
    return `expected a compose file to extend: ${error.lines[0]}`;
  }
}
