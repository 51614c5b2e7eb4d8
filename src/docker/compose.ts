import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { Document, isSeq, parse } from 'yaml';
import { type DrillError, environmentError } from '../errors.ts';
import { asComposeConfig } from '../topology/compose-config.ts';
import type { Configured } from '../topology/config/configured.ts';
import { composeEnvironment } from '../topology/environment.ts';
import { type Carried, type CarriedFolder, carryFiles } from './carried-files.ts';
import { lookAtFile } from './carry-folders.ts';
import { writeConfigured } from './configured-files.ts';
import { labelsOf, projectOf } from './labels.ts';

/** A Compose project: the files it is made of and the variables they use. They get no others. */
export type ComposeProject = {
  readonly name: string;
  readonly files: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Services of these profiles are started, too. */
  readonly profiles: readonly string[];
  /** Those that are there; or theirs, which are built or pulled where they are missing. */
  readonly images: 'there' | 'theirs';
};

/**
 * The project of a run: the topology's compose file, and beside it one of our own, written into `folder`, that
 * labels everything as of this run.
 */
export async function composeProject(options: {
  run: string;
  composePath: string;
  composeText: string;
  environment: Record<string, string>;
  profiles: readonly string[];
  folder: string;
  kept?: boolean | undefined;
  configured?: Configured | undefined;
}): Promise<ComposeProject> {
  await mkdir(options.folder, { recursive: true });
  const overlay = join(options.folder, 'overlay.json');
  await writeFile(overlay, JSON.stringify(runOverlay(options.composeText, labelsOf(options.run, options))));
  const theirs = options.configured ? [await writeConfigured(options.configured, options.folder)] : [];
  return {
    name: projectOf(options.run),
    files: [options.composePath, ...theirs, overlay],
    environment: options.environment,
    profiles: options.profiles,
    images: 'there',
  };
}

/**
 * A compose document that adds to all that `composeText` declares the labels of the run, and to every service a limit
 * to its log: a server that complains without end must not fill the host's disk.
 */
export function runOverlay(composeText: string, labels: Readonly<Record<string, string>>): object {
  const declared = parse(composeText) as Record<string, Record<string, unknown> | undefined>;
  const logging = { driver: 'json-file', options: { 'max-size': '100m', 'max-file': '1' } };
  const each = (names: readonly string[], added: object) =>
    Object.fromEntries(names.map((name) => [name, added]));
  return {
    services: each(Object.keys(declared.services ?? {}), { labels, logging }),
    networks: each(['default', ...Object.keys(declared.networks ?? {})], { labels }),
    volumes: each(Object.keys(declared.volumes ?? {}), { labels }),
  };
}

/** A project that mounts no file of this machine, and the folders that its volumes need. */
export type CarriedProject = { readonly project: ComposeProject; readonly folders: readonly CarriedFolder[] };

/**
 * The project with its files carried to the engine (see `carryFiles`), by a compose file of our own in `folder`, which only
 * this user reads.
 */
export async function carriedProject(project: ComposeProject, folder: string): Promise<CarriedProject> {
  const options = { folder, prefix: `${project.name}-files`, look: lookAtFile };
  const { folders, ...carried } = carryFiles(asComposeConfig(await composeConfig(project)), options);
  const overlay = join(folder, 'files.yml');
  await writeFile(overlay, filesOverlay(carried), { mode: 0o600 });
  return { project: { ...project, files: [...project.files, overlay] }, folders };
}

/** As a compose document, in which lists take the place of those before instead of adding to them. */
export function filesOverlay({ services, configs, volumes }: Omit<Carried, 'folders'>): string {
  const document = new Document({ services, configs, volumes }, { aliasDuplicateObjects: false });
  for (const name of Object.keys(services)) {
    for (const list of ['volumes', 'configs', 'secrets']) {
      const node = document.getIn(['services', name, list]);
      if (isSeq(node)) node.tag = '!override';
    }
  }
  return document.toString();
}

/**
 * Creates and starts all containers of a project; resolves when they are started, not when they are ready. Services that
 * others of the project wait for are ready or done by then.
 *
 * @throws DrillError (exit 3) with Compose's own words
 */
export async function composeUp(project: ComposeProject, signal?: AbortSignal): Promise<void> {
  if (project.images === 'theirs') await compose(project, ['build'], signal);
  const images = project.images === 'theirs' ? ['--pull', 'missing'] : ['--no-build', '--pull', 'never'];
  await compose(project, ['up', '--detach', ...images], signal);
}

/** Removes the containers, networks and volumes of a project. Idempotent. */
export async function composeDown(project: ComposeProject): Promise<void> {
  await compose(project, ['down', '--volumes', '--remove-orphans', '--timeout', '0']);
}

/** A project as Compose reads it: all files in one, with every variable and reference resolved. */
export async function composeConfig(project: ComposeProject): Promise<unknown> {
  return JSON.parse(await compose(project, ['config', '--format', 'json']));
}

/** Runs a command of Compose; resolves with what it printed on stdout. */
async function compose(project: ComposeProject, words: string[], signal?: AbortSignal): Promise<string> {
  const files = project.files.flatMap((file) => ['--file', file]);
  const env = composeEnvironment(project.environment);
  const options = { env, extendEnv: false, all: true, reject: false, stdin: 'ignore' } as const;
  const profiles = project.profiles.flatMap((profile) => ['--profile', profile]);
  const quiet = ['--project-name', project.name, '--progress', 'quiet'];
  const command = ['compose', ...quiet, ...files, ...profiles, ...words];
  const result = await execa('docker', command, signal ? { ...options, cancelSignal: signal } : options);
  signal?.throwIfAborted();
  if (result.failed && isUnknown(result.all ?? '')) throw noCompose();
  if (result.failed) {
    throw environmentError(`docker compose ${words[0]} failed:\n${result.all || result.shortMessage}`, {
      hint: 'ha-drill doctor checks the Docker Engine, Compose and leftovers of earlier runs',
    });
  }
  return result.stdout;
}

/** Whether docker itself refused the command, since it has no Compose: by the words of its versions. */
function isUnknown(words: string): boolean {
  return /^unknown (?:flag: --project-name|command: docker compose)|is not a docker command/m.test(words);
}

function noCompose(): DrillError {
  return environmentError(
    'Docker has no Compose here: `docker compose` is a command that it does not know.',
    {
      hint: '`ha-drill setup` installs it where it can: https://docs.docker.com/compose/install/linux/',
    },
  );
}
