import { server } from '../engine/mysql/server.ts';
import { type Entry, listed } from './entry.ts';
import type { GuessedProgram } from './guess-programs.ts';
import type { Place, Route, Seen } from './seen.ts';

export type GuessedEndpoints = {
  readonly endpoints: Entry;
  /** Services that stand between applications and nodes. */
  readonly proxies: readonly string[];
};

/** Where a route leads by the connections that were tried. */
type Way = 'primary' | 'replicas' | 'mixed' | 'refused' | 'nowhere';

/** Where applications write and read, by where connections led. */
export function endpointsSeen(
  nodes: readonly string[],
  proxies: readonly GuessedProgram[],
  { routes, primary, floating }: Seen,
): GuessedEndpoints {
  const ways = routes.map((route) => ({ route, way: wayOf(route, primary) }));
  const of = (way: Way) => ways.filter((one) => one.way === way).map(({ route }) => route);
  const writes = of('primary');
  const write = choose(writes);
  const reads = [...of('replicas'), ...of('mixed')];
  const read = write && choose(sameSide(reads, write));
  const refused = of('refused');
  const leading = ways.filter(({ way }) => way !== 'nowhere').map(({ route }) => route);
  const through = [...new Set(leading.flatMap((route) => ('service' in route ? [route.service] : [])))];
  const known = proxies.filter(({ service }) => through.includes(service) || write === undefined);
  const told = [
    ...leading.map((route) => `${nameOf(route)}: ${sentence(route, primary)}`),
    ...floating.map(
      ({ address, owner }) => `${address} is an address that Docker gave to nobody; ${owner} holds it.`,
    ),
  ];
  const doubts = refused.map(
    (route) =>
      `${nameOf(route)} lets no account of ha-drill in (${route.error}). Its accounts are made anew for each drill, on the primary: a proxy with a list of its own accounts does not know them. So drills go past it.`,
  );
  if (write === undefined) {
    const list = listEndpoint(nodes);
    return {
      ...list,
      endpoints: {
        ...list.endpoints,
        reasons: [...told, ...list.endpoints.reasons],
        questions: [...doubts, ...(list.endpoints.questions ?? [])],
      },
      proxies: known
        .map(({ service }) => service)
        .filter((service) => !refused.some((one) => 'service' in one && one.service === service)),
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
        ...(read ? [...read.doubts, ...mixedDoubt(read, of('mixed'))] : []),
        ...doubts,
      ],
    },
    proxies: [
      ...new Set([...servicesOf(write), ...servicesOf(read), ...known.map(({ service }) => service)]),
    ],
  };
}

/** Without a look: the usual port of a proxy, or the nodes themselves. */
export function endpointsByFiles(
  nodes: readonly string[],
  proxies: readonly GuessedProgram[],
  portsOf: (service: string) => readonly number[],
  addresses: readonly string[],
): GuessedEndpoints {
  const [address] = addresses;
  if (address !== undefined) {
    return {
      endpoints: {
        key: 'endpoints',
        value: { write: { address, port: server.port } },
        reasons: [`${address} is a virtual address in a configuration file. Nothing was tried.`],
        questions: [`do applications write to ${address}:${server.port}?`],
      },
      proxies: [],
    };
  }
  const [first] = proxies;
  if (first === undefined) return listEndpoint(nodes);
  const { service, program } = first;
  const ports = portsOf(service);
  const port =
    program.ports.find((one) => ports.includes(one)) ?? ports[0] ?? program.ports[0] ?? server.port;
  return {
    endpoints: {
      key: 'endpoints',
      value: { write: { service, port } },
      reasons: [`${service} is ${program.label}: ${first.why}. Nothing was tried.`],
      questions: [
        `do applications write to ${service}:${port}? Its ports in the files: ${listed(ports.map(String))}.`,
      ],
    },
    proxies: [service],
  };
}

function listEndpoint(nodes: readonly string[]): GuessedEndpoints {
  const [only] = nodes;
  const place = nodes.length === 1 ? { service: only } : { services: [...nodes] };
  return {
    endpoints: {
      key: 'endpoints',
      value: { write: { ...place, port: server.port } },
      reasons: [
        'Nothing was found that leads to the primary alone: clients have a list of all nodes, and go on to the next.',
      ],
      questions:
        nodes.length === 1
          ? []
          : [
              'where do your applications write? Write `{ service, port }` of a proxy, or `{ address, port }` of a virtual IP.',
            ],
    },
    proxies: [],
  };
}

function wayOf({ led, error }: Route, primary: string | undefined): Way {
  const reached = led.flatMap((one) => one ?? []);
  if (reached.length === 0)
    return error !== undefined && /denied|not allowed/i.test(error) ? 'refused' : 'nowhere';
  if (reached.every((one) => one === primary)) return reached.length === led.length ? 'primary' : 'mixed';
  return reached.includes(primary ?? '') ? 'mixed' : 'replicas';
}

function sentence({ led, error }: Route, primary: string | undefined): string {
  const reached = led.flatMap((one) => one ?? []);
  if (reached.length === 0) return `${error ?? 'no answer'}`;
  const counts = [...new Set(reached)].toSorted().map((node) => {
    const role = node === primary ? ', the primary' : '';
    return `${reached.filter((one) => one === node).length} led to ${node}${role}`;
  });
  const failed = led.length - reached.length;
  const bad = failed > 0 ? [`${failed} failed (${error ?? 'another server answered'})`] : [];
  return `of ${led.length} connections ${listed([...counts, ...bad])}.`;
}

/** One place, or the same port of several services. */
type Chosen = {
  readonly address?: string;
  readonly services?: readonly string[];
  readonly port: number;
  readonly doubts: readonly string[];
};

/** Of several places the one to take: a moving address before services, which it stands before. */
function choose(routes: readonly Route[]): Chosen | undefined {
  const [first] = routes.toSorted((a, b) => Number('service' in a) - Number('service' in b));
  if (first === undefined) return undefined;
  if ('address' in first) {
    const others = routes.filter(
      (one) => one !== first && !('address' in one && one.address === first.address),
    );
    const doubts = others.map(
      (one) => `${nameOf(one)} leads there, too. Do applications use ${nameOf(first)}?`,
    );
    return { address: first.address, port: first.port, doubts };
  }
  const twins = routes.flatMap((one) => ('service' in one && one.port === first.port ? [one.service] : []));
  const others = routes.filter((one) => one.port !== first.port);
  return {
    services: twins,
    port: first.port,
    doubts: [
      ...(twins.length > 1
        ? [
            `${listed(twins)} lead there alike. Do applications have all of them in a list, or use one of them?`,
          ]
        : []),
      ...(others.length > 0
        ? [`${listed(others.map(nameOf))} lead there, too. Which do applications use?`]
        : []),
    ],
  };
}

/** Reads go by what writes go by, where that can be; replicas alone before what leads to the primary, too. */
function sameSide(reads: readonly Route[], write: Chosen): readonly Route[] {
  const isSame = (route: Route): boolean =>
    'service' in route ? (write.services ?? []).includes(route.service) : route.address === write.address;
  const same = reads.filter(isSame);
  const [best] = same.length > 0 ? same : reads;
  return best ? (same.length > 0 ? same : reads).filter((one) => one.port === best.port) : [];
}

function mixedDoubt(read: Chosen, mixed: readonly Route[]): string[] {
  const isMixed = mixed.some((route) => route.port === read.port);
  return isMixed
    ? [`reads at port ${read.port} lead to the primary, too. Is it where applications read?`]
    : [];
}

function written({ address, services = [], port }: Chosen): object {
  if (address !== undefined) return { address, port };
  return services.length === 1 ? { service: services[0], port } : { services, port };
}

function nameOf(place: Place): string {
  return `${'service' in place ? place.service : place.address}:${place.port}`;
}
