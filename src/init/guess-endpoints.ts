import { places } from '../engine/places.ts';
import { ownValue } from '../own-value.ts';
import { type Chosen, choose, sameSide, written } from './choose-place.ts';
import { type Entry, listed } from './entry.ts';
import type { GuessedProgram } from './guess-programs.ts';
import { nameOf, sentence, type Way, wayOf } from './route-ways.ts';
import { type MovingName, type Route, type Seen, writersOf } from './seen.ts';

export type GuessedEndpoints = {
  readonly endpoints: Entry;
  /** Services that stand between applications and nodes. */
  readonly proxies: readonly string[];
};

const ownAccounts =
  'They are made anew for each drill, on the primary: a proxy with a list of accounts of its own does not know them.';

/** Where applications write and read, by where connections led. */
export function endpointsSeen(
  nodes: readonly string[],
  {
    proxies,
    hasFailover,
    port,
  }: {
    readonly proxies: readonly GuessedProgram[];
    readonly hasFailover: boolean;
    /** Of the servers, where they have the same. */
    readonly port: number | undefined;
  },
  seen: Seen,
): GuessedEndpoints {
  const { routes, primary, said } = seen;
  const ways = routes.map((route) => ({ route, way: wayOf(route, writersOf(seen)) }));
  const of = (way: Way) => ways.filter((one) => one.way === way).map(({ route }) => route);
  const writes = of('primary');
  const write = choose(writes);
  const reads = [...of('replicas'), ...of('mixed')];
  const read = write && choose(sameSide(reads, write));
  const refused = of('refused');
  const leading = ways.filter(({ way }) => way !== 'nowhere').map(({ route }) => route);
  const through = [...new Set(leading.flatMap((route) => ('service' in route ? [route.service] : [])))];
  const isRefused = (name: string): boolean =>
    refused.some((one) => 'service' in one && one.service === name);
  const known = proxies.filter(({ service }) => through.includes(service) && !isRefused(service));
  const idle = proxies.filter(({ service }) => !through.includes(service));
  const told = toldOf(leading, seen);
  const doubts = [
    ...refused.map(
      (route) =>
        `${nameOf(route)} lets no account of ha-drill in (${route.error}). ${ownAccounts} So drills go past it.`,
    ),
    ...(primary === undefined
      ? []
      : idle.map(
          ({ service, program }) =>
            `${service} is ${program.label}, and no port of it led to a server. Which one does, and when?${ownValue(said, service) ? ` It logged last: ${said[service]}` : ''}`,
        )),
  ];
  const leads = leadingNames(seen);
  const between = known.map(({ service }) => service);
  if (write === undefined && leads.length > 0) {
    return { endpoints: byName(leads, [...told, ...seen.names.map(nameSentence)], doubts), proxies: between };
  }
  if (write === undefined) {
    const list = listEndpoint(
      hasFailover || primary === undefined ? nodes : [primary],
      port,
      nodes.length === 1,
    );
    return {
      ...list,
      endpoints: {
        ...list.endpoints,
        reasons: [...told, ...list.endpoints.reasons],
        questions: [...doubts, ...(list.endpoints.questions ?? [])],
      },
      proxies: between,
    };
  }
  const servicesOf = (place: Chosen | undefined): readonly string[] => (place ? (place.services ?? []) : []);
  return {
    endpoints: {
      key: 'endpoints',
      value: { write: written(write), ...(read ? { read: written(read) } : {}) },
      reasons: told,
      questions: [
        ...write.doubts,
        ...leads.map((one) => alsoByName(one, write.port)),
        ...(read ? [...read.doubts, ...mixedDoubt(read, of('mixed'))] : []),
        ...doubts,
      ],
    },
    proxies: [
      ...new Set([...servicesOf(write), ...servicesOf(read), ...known.map(({ service }) => service)]),
    ],
  };
}

function nameSentence({ name, resolver, led }: MovingName): string {
  return `${name}: the name server ${resolver.service} says ${listed(led.map((one) => one ?? 'an address of no node'))}.`;
}

function toldOf(leading: readonly Route[], { primary, floating }: Seen): string[] {
  return [
    ...leading.map((route) => `${nameOf(route)}: ${sentence(route, primary)}`),
    ...floating.map(
      ({ address, owner }) => `${address} is an address that Docker gave to nobody; ${owner} holds it.`,
    ),
  ];
}

/** Names that led to nodes that take writes, and to nothing else. */
function leadingNames(seen: Seen): readonly MovingName[] {
  const writers = writersOf(seen);
  return seen.names.filter(({ led }) => led.every((one) => one !== null && writers.includes(one)));
}

/** Nothing but a name led to the primary. */
function byName(leads: readonly MovingName[], reasons: readonly string[], doubts: readonly string[]): Entry {
  const [first, ...others] = leads;
  return {
    key: 'endpoints',
    value: { write: { name: first?.name, resolver: first?.resolver, port: first?.port } },
    reasons,
    questions: [
      `does ${first?.name} move with the primary, and do applications connect by it? It led there when this was written.`,
      ...others.map(({ name }) => `${name} leads to the primary, too. Do applications use ${first?.name}?`),
      ...doubts,
    ],
  };
}

function alsoByName({ name, resolver }: MovingName, port: number): string {
  const place = `{ name: ${name}, resolver: { service: ${resolver.service}, port: ${resolver.port} }, port: ${port} }`;
  return `${name}, by the name server ${resolver.service}, leads to the primary, too. Do applications use it? Then write \`${place}\`.`;
}

/** Without a look: the usual port of a proxy, or the nodes themselves. */
export function endpointsByFiles(
  nodes: readonly string[],
  proxies: readonly GuessedProgram[],
  portsOf: (service: string) => readonly number[],
  {
    port: serverPort,
    addresses,
  }: { readonly port: number | undefined; readonly addresses: readonly string[] },
): GuessedEndpoints {
  const [address] = addresses;
  const ofAddress = serverPort ?? places.port;
  if (address !== undefined) {
    return {
      endpoints: {
        key: 'endpoints',
        value: { write: { address, port: ofAddress } },
        reasons: [`${address} is a virtual address. Where it leads was not tried.`],
        questions: [`do applications write to ${address}:${ofAddress}?`],
      },
      proxies: [],
    };
  }
  const [first] = proxies;
  if (first === undefined) return listEndpoint(nodes, serverPort);
  const { service, program } = first;
  const ports = portsOf(service);
  const port =
    program.ports.find((one) => ports.includes(one)) ?? ports[0] ?? program.ports[0] ?? places.port;
  return {
    endpoints: {
      key: 'endpoints',
      value: { write: { service, port } },
      reasons: [`${service} is ${program.label}: ${first.why}. Where it leads was not tried.`],
      questions: [
        `do applications write to ${service}:${port}? Its ports in the files: ${listed(ports.map(String))}.`,
        ...(program.label === 'ProxySQL'
          ? [`does ${service} let accounts of ha-drill in? ${ownAccounts}`]
          : []),
      ],
    },
    proxies: [service],
  };
}

/**
 * Nothing stands before the nodes.
 *
 * @param clients the nodes that clients have in their list
 * @param port of the servers, where they have the same
 */
function listEndpoint(
  clients: readonly string[],
  port: number | undefined,
  isLone = clients.length === 1,
): GuessedEndpoints {
  const [first] = clients;
  const place = clients.length === 1 ? { service: first } : { services: [...clients] };
  const why =
    clients.length === 1
      ? `Nothing was found that stands before ${first}, and nobody fails over: clients write to it.`
      : 'Nothing was found that leads to the primary alone: clients have a list of all nodes, and go on to the next.';
  return {
    endpoints: {
      key: 'endpoints',
      value: { write: port === undefined ? place : { ...place, port } },
      reasons: [why],
      questions: isLone
        ? []
        : [
            'where do your applications write? Write `{ service, port }` of a proxy, `{ address, port }` of a virtual IP, or `{ name, resolver: { service }, port }` of a name that moves.',
          ],
    },
    proxies: [],
  };
}

function mixedDoubt(read: Chosen, mixed: readonly Route[]): string[] {
  const isMixed = mixed.some((route) => route.port === read.port);
  return isMixed
    ? [`reads at port ${read.port} lead to the primary, too. Is it where applications read?`]
    : [];
}
