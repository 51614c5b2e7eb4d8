import { basename, dirname, resolve } from 'node:path';
import { check, problemAt, valueAt } from '../document/check.ts';
import { fromHere } from '../document/from-here.ts';
import { invalidDocument, type Problem } from '../document/problem.ts';
import type { Path, Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { DrillError } from '../errors.ts';
import { type ConfigChange, changeLine } from './config/change.ts';
import { configureManager, takesNoManager } from './config/configure-manager.ts';
import { type Base, configureNodes, takesNoOptionFile } from './config/configure-nodes.ts';
import { cannotCheckAlone, configureProxy, takesNoProxy } from './config/configure-proxy.ts';
import { type Configured, type ConfiguredPart, textOfLines } from './config/configured.ts';
import { wordsBy } from './config/places.ts';
import { isBelow } from './config/read.ts';
import { type ConfigurationFile, configurationSchema } from './configuration-schema.ts';
import type { LoadedTopology } from './loaded.ts';
import type { TopologySection } from './schema.ts';
import { resolveServices } from './services.ts';
import type { Trust } from './trust.ts';

const hint = '`ha-drill schema configuration` prints the whole format, docs/configuration.md explains it';

/** Whether a document puts configuration of the user into a topology of this project. */
export function isConfigurationFile(source: Source): boolean {
  return (
    valueAt(source, ['extends']) !== undefined &&
    ['services', 'compose', 'scenarios', 'method'].every((key) => valueAt(source, [key]) === undefined)
  );
}

/**
 * The topology that a document extends, with the configuration of the user in it.
 *
 * @param load loads a topology by its name, or its path from a folder
 * @throws DrillError (exit 64) with all problems of the document, or of the first of its files that has some
 */
export async function configurationAt(
  source: Source,
  trust: Trust,
  load: (name: string, folder: string) => Promise<{ topology: LoadedTopology; source: Source }>,
): Promise<LoadedTopology> {
  const folder = dirname(resolve(source.path));
  const { value: file, problems } = check(source, configurationSchema);
  if (!file) throw invalidDocument(problems, hint);
  const { topology, source: compose } = await loaded(source, file, folder, load);
  const base: Base = { section: topology.section, layers: (await resolveServices(compose)).layers };
  const unfit = [...fileProblems(source, file, folder, trust), ...topologyProblems(source, file, base)];
  if (unfit.length > 0) throw invalidDocument(unfit, hint);
  const nodes = file.config.node
    ? await configureNodes(resolve(folder, file.config.node), folder, base)
    : undefined;
  const { proxy: wanted } = file.config;
  const choice = typeof wanted === 'string' ? { file: wanted, routes: undefined } : wanted;
  const proxy = choice ? await configureProxy(resolve(folder, choice.file), choice, base) : undefined;
  const manager = file.config.manager
    ? await configureManager(resolve(folder, file.config.manager), base)
    : undefined;
  const kind = file.replication ?? nodes?.kind?.replication ?? topology.section.replication;
  const saysKind = file.replication === undefined && nodes?.kind ? [nodes.kind.change] : [];
  const configured = together(
    file.extends,
    [nodes, proxy, manager].filter((part) => part !== undefined),
  );
  const all: Configured = { ...configured, changes: [...configured.changes, ...saysKind].toSorted(byPlace) };
  return {
    ...topology,
    name: basename(folder),
    folder,
    composeText: withConfiguration(topology.composeText, all),
    section: {
      ...topology.section,
      title:
        file.title ?? `${topology.section.title}, with ${all.paths.map((path) => basename(path)).join(', ')}`,
      replication: kind,
      endpoints: proxy?.endpoints ?? topology.section.endpoints,
      parameters: parametersLeft(topology.section, base, all),
    },
    configured: all,
  };
}

async function loaded(
  source: Source,
  file: ConfigurationFile,
  folder: string,
  load: (name: string, folder: string) => Promise<{ topology: LoadedTopology; source: Source }>,
) {
  try {
    const found = await load(file.extends, folder);
    if (!found.topology.stack && !found.topology.configured) return found;
    const message = `expected a compose file with a section x-ha-drill, as those of \`ha-drill list\`, found ${shown(file.extends)}`;
    throw invalidDocument([problemAt(source, ['extends'], message)], hint);
  } catch (error) {
    if (!(error instanceof DrillError) || !error.message.startsWith('topology: ')) throw error;
    const message = error.message.replace(/^topology: /, '');
    throw invalidDocument([problemAt(source, ['extends'], message, error.hint)], hint);
  }
}

/** Only files of the user's own folder: what is wrong with a file is told with its lines. */
function fileProblems(
  source: Source,
  { config }: ConfigurationFile,
  folder: string,
  { trust }: Trust,
): Problem[] {
  const paths: [Path, string | undefined][] = [
    [['config', 'node'], config.node],
    [['config', 'manager'], config.manager],
    typeof config.proxy === 'object'
      ? [['config', 'proxy', 'file'], config.proxy.file]
      : [['config', 'proxy'], config.proxy],
  ];
  return paths.flatMap(([path, one]) =>
    one === undefined || trust || isBelow(resolve(folder, one), folder)
      ? []
      : [problemAt(source, path, `expected a file below ${fromHere(folder)}, found ${shown(one)}`)],
  );
}

function topologyProblems(source: Source, { config }: ConfigurationFile, base: Base): Problem[] {
  const said: [string, string | undefined][] = [
    ['node', config.node === undefined ? undefined : takesNoOptionFile(base)],
    ['proxy', config.proxy === undefined ? undefined : takesNoProxy(base)],
    [
      'proxy.routes',
      typeof config.proxy === 'object' && config.proxy.routes === 'checks'
        ? cannotCheckAlone(base)
        : undefined,
    ],
    ['manager', config.manager === undefined ? undefined : takesNoManager(base)],
  ];
  return said.flatMap(([key, message]) =>
    message === undefined ? [] : [problemAt(source, ['config', ...key.split('.')], message)],
  );
}

function together(base: string, parts: readonly ConfiguredPart[]): Configured {
  return {
    base,
    paths: parts.flatMap(({ paths }) => paths),
    files: parts.flatMap(({ files }) => files),
    services: Object.assign({}, ...parts.map(({ services }) => services)),
    changes: parts.flatMap(({ changes }) => changes),
    kept: parts.flatMap(({ kept }) => kept),
    decides: parts.flatMap(({ decides }) => decides),
  };
}

/** Without the parameters that nothing uses any more: `--set` of them would change nothing. */
function parametersLeft({ parameters }: TopologySection, { layers }: Base, configured: Configured) {
  const decided = new Set(configured.decides.map(({ parameter }) => parameter));
  const before = Object.entries(layers).map(([name, own]) => [name, wordsBy(own, 'command')] as const);
  const lost = before.flatMap(([name, words]) => {
    const now = configured.services[name]?.command;
    return now === undefined ? [] : words.filter((word) => !now.includes(word));
  });
  const left = before.flatMap(([name, words]) => configured.services[name]?.command ?? words).join('\n');
  return Object.fromEntries(
    Object.entries(parameters).filter(
      ([name]) =>
        (!decided.has(name) && !lost.join('\n').includes(`\${${name}:`)) || left.includes(`\${${name}:`),
    ),
  );
}

const byPlace = (a: ConfigChange, b: ConfigChange): number => a.file.localeCompare(b.file) || a.line - b.line;

/** As comments, so that whatever compares the texts of topologies compares these, too. */
function withConfiguration(composeText: string, { changes, files }: Configured): string {
  const told = [
    ...changes.map(changeLine),
    ...files.flatMap(({ target, services, lines }) => [
      '',
      `${target} of ${services.join(', ')}`,
      ...textOfLines(lines.filter(({ origin }) => origin)).split('\n'),
    ]),
  ];
  return `${composeText}\n${['With configuration of yours', ...told].map((line) => `# ${line}`.trimEnd()).join('\n')}\n`;
}
