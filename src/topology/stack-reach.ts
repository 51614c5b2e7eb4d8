import { dirname, join, resolve } from 'node:path';
import { problemAt, valueAt } from '../document/check.ts';
import { fromHere } from '../document/from-here.ts';
import type { Problem } from '../document/problem.ts';
import { readText } from '../document/read-text.ts';
import { type Path, parseSource, type Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { DrillError } from '../errors.ts';
import { isSecretName } from '../secrets.ts';
import { ownRecord } from './access-rules.ts';
import { fateOf, lookAt } from './bind-fate.ts';
import { isInside, isReadable } from './binds.ts';
import type { ComposeConfig, ComposeFiles } from './compose-config.ts';
import { namesIn, undeclared, undeclaredProblem, type VariableUse, variableUses } from './environment.ts';
import { accessOf, accessOfNetwork, accessOfVolume, includeProblems } from './host-access.ts';
import { missingFiles } from './missing-files.ts';
import { foldersOf, outsideContents, outsideFiles, outsideOf } from './outside-files.ts';
import { dataFolderOf } from './roles.ts';
import type { TopologySection } from './schema.ts';
import { pathOf, resolveServices, type ServiceLayer } from './services.ts';
import type { StackFile } from './stack-schema.ts';
import type { Trust } from './trust.ts';

/** What the files of a stack want of this machine, as they are written. */
type Written = {
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  /** The variables of the environment that Compose is to get. */
  readonly variables: readonly string[];
};

/**
 * Looks at the files of a stack before Compose does: what they read that is elsewhere, and which variables they take.
 *
 * @throws DrillError (exit 64) for a file that cannot be looked at, unless the stack is trusted
 */
export async function writtenReach(
  source: Source,
  file: StackFile,
  { files, profiles, envFiles }: ComposeFiles,
  { trust }: Trust,
): Promise<Written> {
  const folder = dirname(resolve(source.path));
  const folders = foldersOf(folder);
  const sources = await composeSources(files, trust);
  const project = dirname(files[0] ?? source.path);
  const layers = (await Promise.all(sources.map((one) => layersOf(one, profiles)))).flat();
  const all = [...new Set([...sources, ...layers.map(({ source: of }) => of)])];
  const uses = all.flatMap(variableUses);
  const loose = undeclared(uses, file.variables, setBy(files, envFiles));
  const fileAt = (path: Path, what: string, written: string): Problem[] => {
    const message = outsideOf(what, written, folder, folders);
    return message === undefined ? [] : [problemAt(source, path, message)];
  };
  const problems = [
    ...[file.compose]
      .flat()
      .flatMap((one, index) =>
        fileAt(Array.isArray(file.compose) ? ['compose', index] : ['compose'], 'a compose file', one),
      ),
    ...file.envFiles.flatMap((one, index) => fileAt(['envFiles', index], 'a file of variables', one)),
    ...accountProblems(source, file),
    ...all.flatMap((one) => [
      ...includeProblems(one),
      ...outsideContents(one, sources.includes(one) ? project : dirname(resolve(one.path)), folders),
    ]),
    ...layers.flatMap((layer) => {
      const from = sources.includes(layer.source) ? project : dirname(resolve(layer.source.path));
      // What is built and mounted is looked at where Compose has resolved it.
      const { build: _, ...said } = ownRecord(valueAt(layer.source, pathOf(layer)));
      return outsideFiles(said, from, folders).map(({ key, message }) =>
        problemAt(layer.source, [...pathOf(layer), ...key], message),
      );
    }),
    ...loose.map((use) =>
      undeclaredProblem(use, `unset it, or add it to \`variables\` in ${fromHere(source.path)}`),
    ),
  ];
  return {
    sources: all,
    problems,
    variables: trust ? [...new Set([...file.variables, ...loose.map(({ name }) => name)])] : file.variables,
  };
}

/**
 * The variables of the environment of ha-drill that compose files take, where they do. Those that files of variables set are
 * not among them.
 *
 * @param files absolute, as `envFiles`
 * @throws DrillError (exit 64) for a file that cannot be looked at, unless it is trusted
 */
export async function variablesTaken(
  files: readonly string[],
  envFiles: readonly string[],
  { trust }: Trust,
): Promise<readonly VariableUse[]> {
  const sources = await composeSources(files, trust);
  const layers = (await Promise.all(sources.map((one) => layersOf(one, ['*'])))).flat();
  const all = [...new Set([...sources, ...layers.map(({ source }) => source)])];
  return undeclared(all.flatMap(variableUses), [], setBy(files, envFiles));
}

/** The names that the files of variables of a stack set. */
function setBy([first]: readonly string[], envFiles: readonly string[]): string[] {
  return namesIn(envFiles.length > 0 || first === undefined ? envFiles : [join(dirname(first), '.env')]);
}

/** Variables that a stack declares and that hold secrets, though not of the accounts that it names. */
function accountProblems(source: Source, { variables, admin, application }: StackFile): Problem[] {
  const secret = variables.flatMap((name, index) =>
    isSecretName(name)
      ? [
          problemAt(
            source,
            ['variables', index],
            `expected no variable that looks like a secret of your environment, found ${name}`,
            'write it into a file of variables beside the compose file',
          ),
        ]
      : [],
  );
  const named = Object.entries({ admin, application }).flatMap(([key, account]) => {
    const name = account?.passwordVariable;
    if (name === undefined || /pass(w|\b|_|ph)|pwd/i.test(name)) return [];
    const message = `expected a variable whose name says that it is a password, found ${name}`;
    return [problemAt(source, [key, 'passwordVariable'], message)];
  });
  return [...secret, ...named];
}

/** Tags of Compose that YAML does not know. Blanks take their place, so that positions stay. */
const composeTags = /(?<=[\s,:[{])!(reset|override)(?=\s|$)/g;

async function composeSources(files: readonly string[], trust: boolean): Promise<Source[]> {
  const read = files.map(async (file) => {
    const path = fromHere(file);
    const text = await readText(path);
    try {
      return [
        parseSource(
          path,
          text.replace(composeTags, (tag) => ' '.repeat(tag.length)),
        ),
      ];
    } catch (error) {
      if (!(error instanceof DrillError) || !trust) throw error;
      return [];
    }
  });
  return (await Promise.all(read)).flat();
}

/** The layers of the services that are started under some profiles. What cannot be followed, Compose tells. */
async function layersOf(source: Source, profiles: readonly string[]): Promise<ServiceLayer[]> {
  const { layers } = await resolveServices(source);
  return Object.values(layers).flatMap((own) => {
    const said = own.flatMap((layer) => {
      const of = ownRecord(valueAt(layer.source, pathOf(layer))).profiles;
      return Array.isArray(of) ? of.map(String) : [];
    });
    const isStarted =
      said.length === 0 || said.some((one) => profiles.includes(one)) || profiles.includes('*');
    return isStarted ? own : [];
  });
}

/** What the stack as Compose resolved it wants of this machine, at the place that says it. */
export function resolvedReach(
  config: ComposeConfig,
  section: TopologySection,
  folders: readonly string[],
  sources: readonly Source[],
): Record<'always' | 'untrusted' | 'missing', readonly Problem[]> {
  const problem = (path: Path, message: string, suggestion?: string): Problem => {
    const place = sources.find((one) => valueAt(one, path.slice(0, 3)) !== undefined) ?? sources[0];
    return place
      ? problemAt(place, path, message, suggestion)
      : { place: 'the compose files', subject: path.join('.'), message };
  };
  const [folder = '/'] = folders;
  const always: Problem[] = [];
  const missing = missingFiles(config, folder).map(({ path, message }) =>
    problem(path, message, 'put it there, or take it out of the compose file'),
  );
  const untrusted: Problem[] = [];
  for (const [name, service] of Object.entries(config.services)) {
    const keys = [...accessOf(service), ...outsideFiles(service, folder, folders)];
    for (const { key, message } of keys) untrusted.push(problem(['services', name, ...key], message));
    for (const [index, mount] of service.volumes.entries()) {
      const path = ['services', name, 'volumes', index];
      const { type, source = '' } = mount;
      if (!['bind', 'volume', 'tmpfs', 'image'].includes(type)) {
        untrusted.push(problem(path, `expected a volume or a folder, found ${shown(type)}`));
      }
      if (type !== 'bind') continue;
      const fate = fateOf(mount, dataFolderOf(section, name), lookAt(source));
      if (fate.fate === 'refused') (fate.reaches ? untrusted : always).push(problem(path, fate.why));
      else if (fate.fate !== 'emptied' && !isReadable(source) && !isInside(source, folders)) {
        untrusted.push(
          problem(path, `expected a file or folder below ${fromHere(folder)}, found ${shown(source)}`),
        );
      }
    }
  }
  for (const [name, network] of Object.entries(config.networks)) {
    for (const { key, message } of accessOfNetwork(network))
      untrusted.push(problem(['networks', name, ...key], message));
  }
  for (const [name, volume] of Object.entries(config.volumes)) {
    for (const { key, message } of accessOfVolume(volume))
      untrusted.push(problem(['volumes', name, ...key], message));
  }
  return { always, untrusted, missing };
}
