import { basename } from 'node:path';
import type { VariableUse } from '../topology/environment.ts';
import { type Entry, listed } from './entry.ts';
import { endpointsByFiles, endpointsSeen } from './guess-endpoints.ts';
import { engineEntry, guessEngine } from './guess-engine.ts';
import { guessFailover, portsOf } from './guess-failover.ts';
import { guessNodes, guessVolumes } from './guess-nodes.ts';
import { commonPort, guessPorts } from './guess-ports.ts';
import { type GuessedProgram, guessPrograms } from './guess-programs.ts';
import { guessRecovery, type Neighbour } from './guess-recovery.ts';
import { replicationByFiles, replicationSeen } from './guess-replication.ts';
import { aliasesGiven, guessResolvers } from './guess-resolvers.ts';
import { type GuessedServers, guessServers } from './guess-servers.ts';
import { guessSetup } from './guess-setup.ts';
import type { Seen } from './seen.ts';
import { virtualAddresses } from './virtual-addresses.ts';
import { yamlOf } from './write-yaml.ts';
import type { WrittenService } from './written-services.ts';

/** What ha-drill.yml is made from, apart from a look at the running stack. */
export type Grounds = {
  /** As they are written into it: relative to it. */
  readonly compose: readonly string[];
  readonly profiles: readonly string[];
  readonly envFiles: readonly string[];
  readonly scale: Readonly<Record<string, number>>;
  /** Variables of the environment that the compose files take, and where. */
  readonly variables: readonly VariableUse[];
  readonly facts: readonly WrittenService[];
  readonly neighbours: readonly Neighbour[];
  /** The command that sets the stack up after its start, where its user names one. */
  readonly setup: string | undefined;
};

export type Draft = {
  readonly text: string;
  readonly entries: readonly Entry[];
  readonly servers: GuessedServers;
  readonly programs: readonly GuessedProgram[];
};

/** The whole file, by the files alone, or with what a copy of the stack showed. */
export function draft(grounds: Grounds, seen?: Seen): Draft {
  const { facts, neighbours } = grounds;
  const first = guessServers(facts);
  const taken = [...first.nodes, ...first.jobs].map(({ service }) => service);
  const programs = guessPrograms(facts, { taken });
  // A program that is known beside the servers has their password to ask them.
  const isProgram = (name: string): boolean => programs.some(({ service }) => service === name);
  const servers = { ...first, doubtful: first.doubtful.filter(({ service }) => !isProgram(service)) };
  const nodes = guessNodes(servers, seen);
  const ofNodes = facts.filter(({ name }) => nodes.value.includes(name));
  const replication = seen
    ? replicationSeen(withNodes(seen, nodes.value), ofNodes)
    : replicationByFiles(ofNodes);
  const tools = failoverPrograms(programs, facts);
  const failover = guessFailover(replication.value, tools, { nodes: ofNodes, all: facts }, seen);
  const proxies = programs.filter(({ program }) => program.part === 'proxy');
  const { endpoints, proxies: between } =
    seen?.primary !== undefined
      ? endpointsSeen(
          nodes.value,
          { proxies, hasFailover: !isNobody(failover), port: commonPort(ofNodes) },
          seen,
        )
      : endpointsByFiles(nodes.value, proxies, (service) => portsOf(service, [], facts), {
          port: commonPort(ofNodes),
          addresses: [
            ...new Set([
              ...(seen?.floating ?? []).map(({ address }) => address),
              ...facts.flatMap(virtualAddresses),
            ]),
          ],
        });
  const failing = tools.map(({ service }) => service);
  const front = between.filter((service) => !failing.includes(service));
  const engine = guessEngine(ofNodes, seen?.engine);
  const entries = [
    ...composeEntries(grounds),
    ...engineEntry(engine, seen?.engine),
    nodes,
    replication,
    ...guessPorts(ofNodes),
    endpoints,
    ...proxyEntry(front, programs),
    failover,
    ...volumes(ofNodes, seen),
    adminEntry(ofNodes, seen),
    ...guessSetup(grounds, seen),
    guessRecovery(neighbours),
    ...resolverEntry(facts, seen),
    ...othersEntry(facts, [...nodes.value, ...front, ...failing]),
  ];
  return { text: yamlOf(head(grounds, seen), entries), entries, servers, programs };
}

/** Whether nobody fails over. */
function isNobody({ value }: Entry): boolean {
  return typeof value === 'object' && value !== null && 'tool' in value && value.tool === 'none';
}

function volumes(nodes: readonly WrittenService[], seen: Seen | undefined): Entry[] {
  const entry = guessVolumes(nodes, seen);
  return entry ? [entry] : [];
}

/** Programs that fail over; a proxy that does, by its configuration, among them. */
function failoverPrograms(
  programs: readonly GuessedProgram[],
  facts: readonly WrittenService[],
): GuessedProgram[] {
  return programs.filter(({ service, program }) => {
    if (program.part === 'failover') return true;
    const texts = facts.find(({ name }) => name === service)?.files ?? [];
    return (
      program.label === 'MaxScale' &&
      texts.some(({ text }) => /auto_failover\s*=\s*(true|1|on|safe)/i.test(text))
    );
  });
}

function withNodes(seen: Seen, nodes: readonly string[]): Seen {
  return { ...seen, nodes: seen.nodes.filter(({ name }) => nodes.includes(name)) };
}

function head({ compose }: Grounds, seen: Seen | undefined): string[] {
  return [
    `How ha-drill drills the stack of ${listed(compose.map((file) => basename(file)))}, which stays as it is.`,
    seen
      ? 'Written by `ha-drill init`, which looked at an isolated copy of the stack.'
      : 'Written by `ha-drill init --no-start` from the files alone: nothing was started, so every line is a guess.',
    'Change what is wrong, and answer each QUESTION. `ha-drill schema stack` prints the whole format.',
  ];
}

function composeEntries({ compose, profiles, envFiles, scale, variables }: Grounds): Entry[] {
  return [
    { key: 'compose', value: compose.length === 1 ? compose[0] : compose, reasons: [] },
    ...(profiles.length > 0 ? [{ key: 'profiles', value: profiles, reasons: [] }] : []),
    ...(envFiles.length > 0 ? [{ key: 'envFiles', value: envFiles, reasons: [] }] : []),
    ...(Object.keys(scale).length > 0 ? [{ key: 'scale', value: scale, reasons: [] }] : []),
    ...variableEntry(variables),
  ];
}

function variableEntry(uses: readonly VariableUse[]): Entry[] {
  const byName = Map.groupBy(uses, ({ name }) => name);
  if (byName.size === 0) return [];
  return [
    {
      key: 'variables',
      value: [...byName.keys()],
      reasons: [...byName].map(
        ([name, [first]]) =>
          `${name} was set when this was written, and is used at ${basename(first?.place ?? '')}:${first?.line ?? 1}. The compose files get no other variables of yours.`,
      ),
    },
  ];
}

function proxyEntry(services: readonly string[], programs: readonly GuessedProgram[]): Entry[] {
  if (services.length === 0) return [];
  return [
    {
      key: 'proxy',
      value: services.length === 1 ? { service: services[0] } : { services },
      reasons: services.map((service) => {
        const known = programs.find((one) => one.service === service);
        return known
          ? `${service} is ${known.program.label}: ${known.why}.`
          : `${service} leads to the nodes.`;
      }),
    },
  ];
}

/** A name server that was not asked, or knew none of the names that were found. */
function resolverEntry(facts: readonly WrittenService[], seen: Seen | undefined): Entry[] {
  const silent = guessResolvers(facts).filter(
    ({ service }) => !seen?.names.some(({ resolver }) => resolver.service === service),
  );
  const aliases = aliasesGiven(facts);
  if (silent.length + aliases.length === 0) return [];
  return [
    {
      key: '',
      reasons: [],
      questions: [
        ...aliases.map(
          (name) =>
            `do applications find the primary by ${name}, an alias that a script gives to a container? Only containers of the network can ask Docker for it, so a drill does not go by it: name the nodes, a proxy or an address.`,
        ),
        ...silent.map(
          ({ service, label, port }) =>
            `${service} is a name server (${label}). Do applications find the primary by a name of it? Then write \`endpoints: { write: { name: NAME, resolver: { service: ${service}, port: ${port} }, port: 3306 } }\`.`,
        ),
      ],
    },
  ];
}

const passwords = /^(MYSQL|MARIADB)_(ROOT_PASSWORD(_FILE)?|ALLOW_EMPTY_PASSWORD)$/;

function adminEntry(nodes: readonly WrittenService[], seen: Seen | undefined): Entry {
  const variables = nodes.map(({ environment }) =>
    Object.keys(environment).find((name) => passwords.test(name)),
  );
  const known = [...new Set(variables.flatMap((one) => one ?? []))];
  const isKnown = seen ? seen.trouble?.what !== 'no-account' : variables.every((one) => one !== undefined);
  return isKnown
    ? {
        key: '',
        reasons: [
          `Accounts: root${known.length > 0 ? `, by ${listed(known)} of the containers,` : ''} makes those of the drill on the primary.`,
        ],
      }
    : {
        key: '',
        reasons: [],
        questions: [
          'which account may make accounts? Root of the containers did not serve. Name it, and the variable of your shell with its password.',
        ],
        example: { admin: { user: 'root', passwordVariable: 'DRILL_ROOT_PASSWORD' } },
      };
}

function othersEntry(facts: readonly WrittenService[], named: readonly string[]): Entry[] {
  const others = facts.map(({ name }) => name).filter((name) => !named.includes(name));
  if (others.length === 0) return [];
  return [
    {
      key: '',
      reasons: [`Other services, which may be targets by name and are not judged: ${others.join(', ')}.`],
    },
  ];
}
