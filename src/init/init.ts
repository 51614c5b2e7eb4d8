import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type Docker from 'dockerode';
import { parseSource } from '../document/source.ts';
import { usageError } from '../errors.ts';
import { isSecretName } from '../secrets.ts';
import type { ComposeConfig } from '../topology/compose-config.ts';
import type { VariableUse } from '../topology/environment.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { readStackConfig } from '../topology/scale.ts';
import { stackAt } from '../topology/stack.ts';
import { variablesTaken } from '../topology/stack-reach.ts';
import type { Trust } from '../topology/trust.ts';
import { type Draft, draft, type Grounds } from './draft.ts';
import { findFiles } from './found-files.ts';
import { portsOf } from './guess-failover.ts';
import { mayRecover, type Neighbour } from './guess-recovery.ts';
import { maySetUp } from './guess-setup.ts';
import { lookAtStack } from './look-at-stack.ts';
import type { Seen } from './seen.ts';
import { factsOf } from './written-services.ts';

export type InitOptions = {
  /** Absolute. */
  readonly files: readonly string[];
  readonly profiles: readonly string[];
  /** Absolute. */
  readonly envFiles: readonly string[];
  /** Containers by service, where that differs from the compose files. */
  readonly scale: Readonly<Record<string, number>>;
  /** The command that sets the stack up after its start; who names it says that it may run here. */
  readonly setup: string | undefined;
  readonly trust: Trust;
  /** Where to write, absolute. */
  readonly out: string;
  readonly overwrite: boolean;
};

/** Who brings up a copy to look at. */
export type Host = {
  readonly docker: Docker;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
};

export type Initiated = { readonly draft: Draft; readonly seen: Seen | undefined };

/**
 * Writes the ha-drill.yml of a stack from its compose files, and from what a copy of it shows where there is a host for one.
 *
 * @throws DrillError (exit 64) when there is nothing to drill, or it must not be drilled; (exit 3) when the copy fails
 */
export async function initiate(options: InitOptions, host: Host | undefined): Promise<Initiated> {
  const variables = await variablesOf(options);
  const config = await readStackConfig({ ...options, variables: names(variables) });
  const grounds = groundsOf(options, config, variables);
  const byFiles = draft(grounds);
  const { nodes, refused } = byFiles.servers;
  if (nodes.length === 0) throw await nothingFound(options);
  if (refused.length > 0) {
    throw usageError(
      refused.join('\n'),
      'docs/your-own-stack.md says what can be drilled. Nothing was started.',
    );
  }
  const topology = await loaded(options, grounds);
  const seen = host && (await look(host, topology, grounds, byFiles));
  const final = seen ? draft(grounds, seen) : byFiles;
  await loaded(options, grounds, seen);
  writeFileSync(options.out, final.text, { flag: options.overwrite ? 'w' : 'wx' });
  return { draft: final, seen };
}

/** The variables of this environment that the compose files take: whoever runs `init` declares them, but no secrets. */
async function variablesOf({ files, envFiles, trust }: InitOptions): Promise<readonly VariableUse[]> {
  const uses = await variablesTaken(files, envFiles, trust);
  return trust.trust ? uses : uses.filter(({ name }) => !isSecretName(name));
}

function names(uses: readonly VariableUse[]): string[] {
  return [...new Set(uses.map(({ name }) => name))];
}

/**
 * What is written must load: whatever refuses a stack refuses it here, before anything is started. Apart from the command
 * that was named just now, which a file may not have without trust.
 */
async function loaded({ out, trust }: InitOptions, grounds: Grounds, seen?: Seen): Promise<LoadedTopology> {
  const { text } = draft({ ...grounds, setup: undefined }, seen);
  const topology = await stackAt(parseSource(out, text), trust);
  return topology.stack ? { ...topology, stack: { ...topology.stack, setup: grounds.setup } } : topology;
}

function groundsOf(
  { files, profiles, envFiles, scale, setup, out }: InitOptions,
  config: ComposeConfig,
  variables: readonly VariableUse[],
): Grounds {
  const folder = dirname(out);
  const beside = (path: string): string => relative(folder, path);
  return {
    compose: files.map(beside),
    profiles,
    envFiles: envFiles.map(beside),
    scale,
    variables,
    facts: factsOf(config, findFiles(config)),
    setup,
    neighbours: neighboursOf(dirname(files[0] ?? out), folder),
  };
}

/** Files of the stack's folder, and of its folder for scripts, that may set the stack up or bring nodes back. */
function neighboursOf(stack: string, folder: string): Neighbour[] {
  return [stack, join(stack, 'scripts')].flatMap((place) => {
    if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) return [];
    return readdirSync(place)
      .filter((name) => mayRecover(name) || maySetUp(name))
      .toSorted()
      .flatMap((name) => {
        const path = join(place, name);
        const status = statSync(path, { throwIfNoEntry: false });
        if (!status?.isFile() || status.size > 64 * 1024) return [];
        const shown = relative(folder, path);
        return [
          {
            path: shown.startsWith('.') ? shown : `./${shown}`,
            text: readFileSync(path, 'utf8'),
            isExecutable: (status.mode & 0o111) !== 0,
          },
        ];
      });
  });
}

function look(host: Host, topology: LoadedTopology, { facts }: Grounds, { programs }: Draft): Promise<Seen> {
  const of = (part: 'proxy' | 'failover') => programs.filter(({ program }) => program.part === part);
  return lookAtStack(host.docker, {
    topology,
    facts,
    usualPorts: Object.fromEntries(of('proxy').map(({ service, program }) => [service, program.ports])),
    asked: Object.fromEntries(
      of('failover')
        .filter(({ program }) => program.tool !== undefined)
        .map(({ service, program }) => [service, portsOf(service, program.ports, facts)]),
    ),
    signal: host.signal,
    tell: host.tell,
  });
}

/** Servers may be in profiles that were not named. */
async function nothingFound(options: InitOptions) {
  const all = await readStackConfig({ ...options, variables: [], profiles: ['*'] }).catch(() => undefined);
  const servers = all ? draft(groundsOf(options, all, [])).servers.nodes.map(({ service }) => service) : [];
  const profiles = servers.flatMap((name) => {
    const said: unknown = all?.services[name]?.profiles;
    return Array.isArray(said) ? said.map(String) : [];
  });
  const names = options.files.map((file) => relative(resolve('.'), file) || file).join(', ');
  return usageError(
    `${names}: expected a service that is a MySQL or MariaDB server, found none`,
    profiles.length > 0
      ? `Servers are in profiles: add ${[...new Set(profiles)].map((one) => `--profile ${one}`).join(' ')}`
      : 'A service counts as one by its image (mysql, percona, mariadb), a data folder such as /var/lib/mysql, or options of mysqld. Else write ha-drill.yml by hand: `ha-drill schema stack`',
  );
}
