import { basename, dirname, join, resolve } from 'node:path';
import { check, problemAt, valueAt } from '../document/check.ts';
import { invalidDocument, type Problem } from '../document/problem.ts';
import { readSource, type Source } from '../document/source.ts';
import { didYouMean } from '../document/suggest.ts';
import { oneOf, shown } from '../document/wording.ts';
import { usageError } from '../errors.ts';
import { keepNamedSecret } from '../secrets.ts';
import { configurationAt, isConfigurationFile } from './configuration.ts';
import { composeFileAt, findTopology, listTopologies } from './find.ts';
import type { LoadedTopology } from './loaded.ts';
import { namedMounts } from './mounts.ts';
import { serviceProblems } from './named-services.ts';
import { parameterProblems } from './parameters.ts';
import { composeProblems, reachProblems, sectionProblems } from './plausible.ts';
import { referenceProblems } from './references.ts';
import { type TopologySection, topologySchema } from './schema.ts';
import { resolveServices, type Services, serviceNames, textOf } from './services.ts';
import { isStackFile, stackAt } from './stack.ts';
import { judged, type Trust, trustHint, untrusted } from './trust.ts';
import { secretsOf } from './without-secrets.ts';

const sectionKey = 'x-ha-drill';
const hint = '`ha-drill schema topology` prints the whole format';

/**
 * Loads a topology: a folder of `topologies/`, or the path of a folder or a compose file from `base`.
 *
 * @param trust whether it may reach this machine
 * @throws DrillError (exit 64) with all problems of its compose file
 */
export async function loadTopology(
  nameOrPath: string,
  base: string = process.cwd(),
  trust: Trust = untrusted,
): Promise<LoadedTopology> {
  return topologyAt(await pathOfTopology(nameOrPath, base), trust);
}

async function pathOfTopology(nameOrPath: string, base: string): Promise<string> {
  const path = await findTopology(nameOrPath, base);
  if (path) return path;
  const { message, suggestion } = await noSuchTopology(nameOrPath);
  throw usageError(`topology: ${message}`, suggestion);
}

/** The words for a topology that does not exist. */
export async function noSuchTopology(nameOrPath: string): Promise<Pick<Problem, 'message' | 'suggestion'>> {
  const known = await listTopologies();
  if (/[/\\]|\.ya?ml$/.test(nameOrPath)) {
    const folder = dirname(nameOrPath);
    const compose = basename((await composeFileAt(folder)) ?? 'docker-compose.yml');
    const written =
      basename(nameOrPath) === 'ha-drill.yml'
        ? `\`ha-drill init ${join(folder, compose)}\` writes it, and exits with 0 when it did`
        : undefined;
    return {
      message: `no such file, and no folder with a compose file: ${shown(nameOrPath)}`,
      suggestion: written,
    };
  }
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
export async function topologyAt(path: string, trust: Trust = untrusted): Promise<LoadedTopology> {
  const source = await readSource(path);
  if (isStackFile(source)) return stackAt(source, trust);
  if (isConfigurationFile(source)) {
    return configurationAt(source, trust, async (name, folder) => {
      const base = await pathOfTopology(name, folder);
      return { topology: await topologyAt(base, trust), source: await readSource(base) };
    });
  }
  if (valueAt(source, [sectionKey]) === undefined) {
    const message = 'expected a section that says which services are database nodes, found nothing';
    const beside = `\`ha-drill init ${source.path}\` writes a file beside compose files that are to stay as they are`;
    throw invalidDocument([problemAt(source, [sectionKey], message)], `${hint}; ${beside}`);
  }
  const services = await resolveServices(source);
  const bases = services.bases.filter((base) => valueAt(base, [sectionKey]) !== undefined).map(sectionOf);
  const own = sectionOf(source);
  const reaching = own.section ? reachProblems(source, services, own.section) : [];
  const { refused, trusted } = judged(reaching, trust);
  const all = [
    ...[own, ...bases].flatMap(({ problems }) => problems),
    ...serviceProblems(source, serviceNames(source), [sectionKey]),
    ...services.problems,
    ...(own.section ? sectionProblems(source, own.section, [sectionKey]) : []),
    ...(own.section ? composeProblems(source, services, own.section) : []),
    ...referenceProblems(source, services),
    ...refused,
  ];
  if (!own.section || all.length > 0) throw invalidDocument(all, refused.length > 0 ? trustHint : hint);
  const topology = topologyOf(
    source,
    services,
    own.section,
    bases.flatMap(({ section }) => section ?? []),
  );
  return { ...topology, ...trust, trusted };
}

/** The section of a compose file, and what is wrong with it by itself. */
function sectionOf(source: Source): {
  readonly section: TopologySection | undefined;
  readonly problems: readonly Problem[];
} {
  const { value: section, problems } = check(source, topologySchema, [sectionKey]);
  return { section, problems: [...problems, ...parameterProblems(source)] };
}

function topologyOf(
  source: Source,
  { layers }: Services,
  section: TopologySection,
  bases: readonly TopologySection[],
): Omit<LoadedTopology, 'trust' | 'trusted'> {
  const composePath = resolve(source.path);
  const images = Object.entries(layers).map(
    ([name, own]) =>
      [name, own.map((layer) => textOf(layer).image).find((image) => image !== '') ?? ''] as const,
  );
  // Names come from people: one that every object has, such as `constructor`, must not be found here.
  const parameters = Object.assign(
    Object.create(null),
    ...bases.map((base) => base.parameters),
    section.parameters,
  );
  for (const secret of secretsOf(source.document.toJS())) keepNamedSecret(secret);
  return {
    name: basename(dirname(composePath)),
    folder: dirname(composePath),
    composePath,
    composeText: source.text,
    section: { ...section, parameters },
    services: Object.keys(layers),
    images: Object.fromEntries(images),
    mounts: Object.fromEntries(Object.entries(layers).map(([name, own]) => [name, namedMounts(own)])),
  };
}
