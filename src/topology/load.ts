import { basename, dirname, resolve } from 'node:path';
import { check, problemAt, valueAt } from '../document/check.ts';
import { invalidDocument, type Problem } from '../document/problem.ts';
import { type Path, readSource, type Source } from '../document/source.ts';
import { didYouMean } from '../document/suggest.ts';
import { oneOf, shown } from '../document/wording.ts';
import { usageError } from '../errors.ts';
import { findTopology, listTopologies } from './find.ts';
import { parameterProblems } from './parameters.ts';
import { type TopologySection, topologySchema } from './schema.ts';
import { extendedFile, servicesOf } from './services.ts';

/** A compose file that says how it is to be drilled. */
export type LoadedTopology = {
  /** The name of its folder. */
  readonly name: string;
  /** Absolute, as is `composePath`. */
  readonly folder: string;
  readonly composePath: string;
  readonly composeText: string;
  readonly section: TopologySection;
  /** Every service of the compose file, database nodes among them. */
  readonly services: readonly string[];
  /** The image of each service as written, here or where it is extended; empty where the service is built. */
  readonly images: Readonly<Record<string, string>>;
};

const sectionKey = 'x-ha-drill';
const hint = '`ha-drill schema topology` prints the whole format';

/**
 * Loads a topology: a folder of `topologies/`, or the path of a folder or a compose file from `base`.
 *
 * @throws DrillError (exit 64) with all problems of its compose file
 */
export async function loadTopology(
  nameOrPath: string,
  base: string = process.cwd(),
): Promise<LoadedTopology> {
  const path = await findTopology(nameOrPath, base);
  if (path) return topologyAt(path);
  const { message, suggestion } = await noSuchTopology(nameOrPath);
  throw usageError(`topology: ${message}`, suggestion);
}

/** The words for a topology that does not exist. */
export async function noSuchTopology(nameOrPath: string): Promise<Pick<Problem, 'message' | 'suggestion'>> {
  const known = await listTopologies();
  return {
    message: `expected ${oneOf(known)} or the path of a compose file, found ${shown(nameOrPath)}`,
    suggestion: didYouMean(nameOrPath, known),
  };
}

/**
 * The topology of a compose file. Where its services extend those of another topology, it has the parameters of that
 * one too, as far as it does not declare them itself.
 *
 * @throws DrillError (exit 64) with all problems
 */
export async function topologyAt(path: string): Promise<LoadedTopology> {
  const source = await readSource(path);
  const files = Object.values(servicesOf(source)).flatMap((service) => extendedFile(source, service) ?? []);
  const bases = await Promise.all(
    [...new Set(files)].map(async (file) => topologyOf(await readSource(file), [])),
  );
  return topologyOf(source, bases);
}

function topologyOf(source: Source, bases: readonly LoadedTopology[]): LoadedTopology {
  if (valueAt(source, [sectionKey]) === undefined) {
    const message = 'expected a section that says which services are database nodes, found nothing';
    throw invalidDocument([problemAt(source, [sectionKey], message)], hint);
  }
  const { value: section, problems } = check(source, topologySchema, [sectionKey]);
  const all = [...problems, ...serviceProblems(source), ...parameterProblems(source)];
  if (!section || all.length > 0) throw invalidDocument(all, hint);
  const composePath = resolve(source.path);
  const images = imagesOf(source, bases);
  const parameters = Object.assign({}, ...bases.map((base) => base.section.parameters), section.parameters);
  return {
    name: basename(dirname(composePath)),
    folder: dirname(composePath),
    composePath,
    composeText: source.text,
    section: { ...section, parameters },
    services: Object.keys(images),
    images,
  };
}

function imagesOf(source: Source, bases: readonly LoadedTopology[]): Record<string, string> {
  const images = Object.entries(servicesOf(source)).map(([name, service]) => {
    const base = bases.find(({ composePath }) => composePath === extendedFile(source, service));
    return [name, service.image || base?.images[service.extends?.service ?? ''] || ''] as const;
  });
  return Object.fromEntries(images);
}

/** Services that the section names and the file does not have, and nodes that it names twice. */
function serviceProblems(source: Source): Problem[] {
  const services = Object.keys(servicesOf(source));
  const nodes = valueAt(source, [sectionKey, 'nodes']);
  const count = Array.isArray(nodes) ? nodes.length : 0;
  const places: Path[] = [
    ...Array.from({ length: count }, (_, index) => ['nodes', index]),
    ['endpoints', 'write', 'service'],
    ['endpoints', 'read', 'service'],
    ['proxy', 'service'],
    ['manager', 'service'],
    ['backup', 'service'],
  ];
  return places.flatMap((place) => {
    const path = [sectionKey, ...place];
    const name = valueAt(source, path);
    if (typeof name !== 'string' || name === '') return [];
    const message = `expected a service of this file (${services.join(', ')}), found ${shown(name)}`;
    if (!services.includes(name)) return [problemAt(source, path, message, didYouMean(name, services))];
    const isTwin = place[0] === 'nodes' && Array.isArray(nodes) && nodes.indexOf(name) !== place[1];
    return isTwin ? [problemAt(source, path, `expected each node once, found ${shown(name)} again`)] : [];
  });
}
