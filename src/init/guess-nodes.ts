import { posix } from 'node:path';
import { isAttached } from '../engine/observation.ts';
import { places } from '../engine/places.ts';
import type { ComposeMount } from '../topology/compose-config.ts';
import { type Entry, listed } from './entry.ts';
import type { GuessedServers, Told } from './guess-servers.ts';
import type { Seen, SeenNode } from './seen.ts';
import type { WrittenService } from './written-services.ts';

/**
 * The services that are database nodes: those that look like servers, without those that turned out to have no part in the
 * cluster, and with those that were in doubt and belong to it.
 */
export function guessNodes(
  { nodes, jobs, doubtful }: GuessedServers,
  seen: Seen | undefined,
): Entry & { readonly value: readonly string[] } {
  const apart = seen ? standingApart(seen) : [];
  const ended = (seen?.ended ?? []).map(({ service }) => service);
  const kept = nodes.filter(({ service }) => !apart.includes(service) && !ended.includes(service));
  return {
    key: 'nodes',
    value: kept.map(({ service }) => service),
    reasons: [
      ...alike(kept).map(({ services, why }) => `${listed(services)}: ${why}.`),
      ...alike(jobs).map(({ services, why }) => `Not ${listed(services)}: ${why}.`),
      ...(seen?.ended ?? []).flatMap(({ service, exitCode }) =>
        exitCode === 0 && jobs.some((job) => job.service === service)
          ? []
          : [`${service} ended with exit code ${exitCode}.`],
      ),
    ],
    findings: seen ? [...writable(seen, apart), ...withoutClone(seen, apart)] : [],
    questions: [
      ...apart.map(
        (name) =>
          `is ${name} a node? It answers, replicates from nobody, and nobody from it, so it is left out.`,
      ),
      ...doubtful.map(
        ({ service, why }) => `is ${service} a node? It is left out, since only this speaks for it: ${why}.`,
      ),
      ...(seen ? silent(seen) : []),
    ],
  };
}

/** Services for which the same speaks, together. */
function alike(told: readonly Told[]): { readonly services: readonly string[]; readonly why: string }[] {
  return [...new Set(told.map(({ why }) => why))].map((why) => ({
    services: told.filter((one) => one.why === why).map(({ service }) => service),
    why,
  }));
}

/** Servers that have no part in a replication that others have. */
function standingApart({ nodes, primary }: Seen): string[] {
  if (primary === undefined || !nodes.some(({ state }) => state && isAttached(state))) return [];
  return nodes
    .filter(({ name, state }) => name !== primary && state && state.acceptsWrites && !isAttached(state))
    .map(({ name }) => name);
}

function silent({ nodes, primary }: Seen): string[] {
  if (primary === undefined) return [];
  return nodes.flatMap(({ name, state, says }) =>
    state ? [] : [`why could ${name} not be asked? It said: ${says}`],
  );
}

function writable({ nodes, primary }: Seen, apart: readonly string[]): string[] {
  const replicas = nodes.filter(
    ({ name, state }) => name !== primary && !apart.includes(name) && state?.source,
  );
  const open = replicas.filter(({ state }) => state?.acceptsWrites).map(({ name }) => name);
  // MariaDB knows no more than read_only.
  const weak = replicas
    .filter(({ state, setUp }) => state?.engine === 'mysql' && setUp?.readOnly === 'read_only')
    .map(({ name }) => name);
  return [
    ...(open.length > 0
      ? [
          `${listed(open)} ${open.length === 1 ? 'replicates and accepts' : 'replicate and accept'} writes (read_only is off): a client that reaches one splits the data. A cluster counts as healthy once they are read-only.`,
        ]
      : []),
    ...(weak.length > 0
      ? [
          `${listed(weak)} ${weak.length === 1 ? 'has' : 'have'} read_only, not super_read_only: accounts with CONNECTION_ADMIN or SUPER write to them.`,
        ]
      : []),
  ];
}

function withoutClone({ nodes }: Seen, apart: readonly string[]): string[] {
  // MariaDB copies by mariadb-backup, which its images have.
  const without = nodes.filter(
    ({ name, state, setUp }) =>
      !apart.includes(name) && state?.engine === 'mysql' && setUp && !setUp.hasClone,
  );
  if (without.length === 0 || nodes.length < 2) return [];
  return [
    `${listed(without.map(({ name }) => name))} ${without.length === 1 ? 'has' : 'have'} no clone plugin: a node whose data is lost gets it anew by another way, which is yours to say (recovery: rebuild).`,
  ];
}

/** Where the nodes mount their volumes, where that is not the usual place. */
export function guessVolumes(
  nodes: readonly WrittenService[],
  seen: Pick<Seen, 'nodes'> | undefined,
): Entry | undefined {
  const usual = places.folders.data;
  const data = common(nodes, (facts) => {
    const folder = folderOf(seen, facts.name, 'dataFolder');
    return folder === undefined ? knownData(facts) : mountAround(facts.mounts, folder);
  });
  const binlog = common(nodes, (facts) => {
    const folder = folderOf(seen, facts.name, 'binlogFolder');
    return folder === undefined ? undefined : mountAround(facts.mounts, folder);
  });
  if (data === undefined) {
    return {
      key: '',
      reasons: [`No volume that all nodes mount at one place holds their data (looked for: ${usual}).`],
      questions: [
        'faults of the disk need a volume that all nodes mount at one place. Is there one? Then write `volumes: { data: ... }`.',
      ],
    };
  }
  const own = binlog === undefined || binlog === data ? undefined : binlog;
  if (data === usual && own === undefined) return undefined;
  return {
    key: 'volumes',
    value: { ...(data === usual ? {} : { data }), ...(own === undefined ? {} : { binlog: own }) },
    reasons: [
      `The data of every node is at ${data}${own === undefined ? '' : `, its binary logs are at ${own}`}: ${seen ? 'the servers say so' : 'the compose file mounts it there'}.`,
    ],
  };
}

function folderOf(
  seen: Pick<Seen, 'nodes'> | undefined,
  name: string,
  which: 'dataFolder' | 'binlogFolder',
): string | undefined {
  const node: SeenNode | undefined = seen?.nodes.find((one) => one.name === name);
  return node?.setUp?.[which];
}

function knownData({ mounts }: WrittenService): string | undefined {
  return mounts.find(({ target }) =>
    /^\/(var\/lib\/mysql|bitnami\/(mysql|mariadb))(\/data)?\/?$/.test(target),
  )?.target;
}

/** The mount that holds a folder: of several, the innermost. */
function mountAround(mounts: readonly ComposeMount[], folder: string): string | undefined {
  return mounts
    .map(({ target }) => posix.resolve('/', target))
    .filter((target) => folder === target || folder.startsWith(`${target}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** What all nodes have in common; undefined where they differ, or have none. */
function common(
  nodes: readonly WrittenService[],
  of: (facts: WrittenService) => string | undefined,
): string | undefined {
  const [first, ...others] = nodes.map(of);
  return others.every((one) => one === first) ? first : undefined;
}
