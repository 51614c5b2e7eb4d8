import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { check, problemAt, valueAt } from '../document/check.ts';
import { invalidDocument, type Problem } from '../document/problem.ts';
import type { Path, Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { keepNamedSecret } from '../secrets.ts';
import { fateOf, lookAt } from './bind-fate.ts';
import type { ComposeService } from './compose-config.ts';
import type { LoadedTopology } from './loaded.ts';
import { serviceProblems } from './named-services.ts';
import { foldersOf } from './outside-files.ts';
import { sectionProblems } from './plausible.ts';
import { portProblems } from './ports.ts';
import { dataFolderOf } from './roles.ts';
import { readStackConfig } from './scale.ts';
import { isOfRun, type TopologySection } from './schema.ts';
import { commandProblems } from './stack-commands.ts';
import { resolvedReach, writtenReach } from './stack-reach.ts';
import { type StackFile, stackSchema } from './stack-schema.ts';
import { judged, type Trust, trustHint, untrusted } from './trust.ts';
import { secretsOf, withoutSecrets } from './without-secrets.ts';

const hint = '`ha-drill schema stack` prints the whole format, docs/your-own-stack.md explains it';

/** Whether a document tells of a stack beside its compose files. */
export function isStackFile(source: Source): boolean {
  return valueAt(source, ['compose']) !== undefined && valueAt(source, ['services']) === undefined;
}

/**
 * The topology of a file such as ha-drill.yml, with what Compose makes of the compose files that it names.
 *
 * @throws DrillError (exit 64) with all problems, or with the words of Compose; (exit 3) where there is no Compose
 */
export async function stackAt(source: Source, trust: Trust = untrusted): Promise<LoadedTopology> {
  const path = resolve(source.path);
  const folder = dirname(path);
  const { value: file, problems } = check(source, stackSchema);
  if (!file) throw invalidDocument(problems, hint);
  const composeFiles = {
    files: [file.compose].flat().map((one) => resolve(folder, one)),
    profiles: file.profiles,
    envFiles: file.envFiles.map((one) => resolve(folder, one)),
    variables: file.variables,
    scale: file.scale,
  };
  const missing = missingFiles(source, file, folder);
  if (missing.length > 0) throw invalidDocument(missing, hint);
  // Before Compose reads what the files name: its complaints quote what it cannot understand.
  const written = await writtenReach(source, file, composeFiles, trust);
  const early = judged(written.problems, trust);
  if (early.refused.length > 0) throw invalidDocument(early.refused, trustHint);
  const config = await readStackConfig({ ...composeFiles, variables: written.variables });
  const name = basename(folder);
  const section = sectionOf(file, name);
  const commands = commandProblems(source, file, config, folder);
  const all = [
    ...serviceProblems(source, Object.keys(config.services), []),
    ...sectionProblems(source, section, []),
    ...addressProblems(source, section),
    ...portProblems(source, file),
    ...commands.astray,
  ];
  if (all.length > 0) throw invalidDocument(all, hint);
  const found = resolvedReach(config, section, foldersOf(folder), written.sources);
  if (found.always.length > 0) throw invalidDocument(found.always, hint);
  const late = judged([...found.untrusted, ...commands.always], trust);
  if (late.refused.length > 0) throw invalidDocument(late.refused, trustHint);
  if (found.missing.length > 0) throw invalidDocument(found.missing, hint);
  for (const secret of secretsOf(config)) keepNamedSecret(secret);
  return {
    ...trust,
    trusted: [...early.trusted, ...late.trusted],
    name,
    folder,
    composePath: composeFiles.files[0] ?? path,
    composeText: withoutSecrets(config),
    section,
    services: Object.keys(config.services),
    images: Object.fromEntries(Object.entries(config.services).map(([of, { image }]) => [of, image ?? ''])),
    mounts: Object.fromEntries(
      Object.entries(config.services).map(([of, service]) => [
        of,
        volumesOf(service, dataFolderOf(section, of)),
      ]),
    ),
    stack: {
      ...composeFiles,
      variables: written.variables,
      config,
      admin: file.admin,
      application: file.application,
      port: file.port,
      setup: file.setup,
      recovery: file.recovery,
      commands: commands.inDrills,
    },
  };
}

function sectionOf(file: StackFile, name: string): TopologySection {
  const { engine, replication, nodes, delayed, endpoints, proxy, failover, volumes, title } = file;
  return {
    engine,
    replication,
    nodes,
    endpoints,
    volumes,
    ...(delayed && { delayed }),
    ...(proxy && { proxy }),
    ...(failover && { failover }),
    title: title ?? name,
    parameters: {},
  };
}

/** A stack of the user's own has its own networks. */
function addressProblems(source: Source, { endpoints }: TopologySection): Problem[] {
  return (['write', 'read'] as const).flatMap((way) => {
    const address = endpoints[way]?.address;
    if (address === undefined || !isOfRun(address)) return [];
    const message = `expected an address of the stack, found ${shown(address)}`;
    return [problemAt(source, ['endpoints', way, 'address'], message)];
  });
}

/** Where a service has volumes of Docker with a name, once its data folders of this machine are such volumes. */
function volumesOf({ volumes }: ComposeService, dataFolder: string | undefined): string[] {
  return volumes
    .filter(
      (mount) =>
        (mount.type === 'volume' && mount.source !== undefined) ||
        (mount.type === 'bind' && fateOf(mount, dataFolder, lookAt(mount.source ?? '')).fate === 'emptied'),
    )
    .map(({ target }) => target);
}

function missingFiles(source: Source, file: StackFile, folder: string): Problem[] {
  const places: [Path, string][] = [
    ...[file.compose]
      .flat()
      .map((one, index): [Path, string] => [
        Array.isArray(file.compose) ? ['compose', index] : ['compose'],
        one,
      ]),
    ...file.envFiles.map((one, index): [Path, string] => [['envFiles', index], one]),
  ];
  return places.flatMap(([path, one]) =>
    existsSync(resolve(folder, one))
      ? []
      : [problemAt(source, path, `expected a file in ${folder}, found no ${shown(one)} there`)],
  );
}
