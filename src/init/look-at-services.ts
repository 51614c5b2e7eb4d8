import type Docker from 'dockerode';
import { type Cluster, serviceOf } from '../docker/cluster.ts';
import { runInside } from '../docker/run-inside.ts';
import { places } from '../engine/places.ts';
import { commonPort } from './guess-ports.ts';
import type { Target } from './routes.ts';
import type { FloatingAddress } from './seen.ts';
import { localAddresses, virtualAddresses } from './virtual-addresses.ts';
import type { WrittenService } from './written-services.ts';

/**
 * Addresses that the kernel of a container has and Docker did not give to it: somebody moved them there.
 */
export async function floatingAddresses(
  docker: Docker,
  cluster: Cluster,
  facts: readonly WrittenService[],
): Promise<FloatingAddress[]> {
  const owners = [...cluster.services.values()].filter(
    ({ name, isOver }) => !isOver && facts.find((one) => one.name === name)?.shares === undefined,
  );
  const found = await Promise.all(
    owners.map(async ({ name, containerId }) => {
      const container = docker.getContainer(containerId);
      const { NetworkSettings } = await container.inspect();
      const given = Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
      const trie = await runInside(container, ['cat', '/proc/net/fib_trie']).catch(() => undefined);
      return localAddresses(trie?.stdout ?? '')
        .filter((address) => !given.includes(address))
        .map((address) => ({ address, owner: name }));
    }),
  );
  return found.flat();
}

/** Everywhere that may lead to the servers: ports of services that are none, and addresses that move. */
export async function targetsOf(
  docker: Docker,
  cluster: Cluster,
  {
    facts,
    usualPorts,
    floating,
  }: {
    readonly facts: readonly WrittenService[];
    readonly usualPorts: Readonly<Record<string, readonly number[]>>;
    readonly floating: readonly FloatingAddress[];
  },
): Promise<Target[]> {
  const nodes = cluster.nodes.map(({ name }) => name);
  const between = facts.filter(
    ({ name, shares }) =>
      !nodes.includes(name) && shares === undefined && cluster.services.get(name)?.isOver === false,
  );
  const targets = await Promise.all(
    between.map(async ({ name, ports }) => {
      const service = serviceOf(cluster, name);
      const exposed = await exposedPorts(docker, service.containerId);
      const all = new Set([...ports, ...exposed, ...(usualPorts[name] ?? [])]);
      return [...all].map((port) => ({ place: { service: name, port }, host: service.address }));
    }),
  );
  const port = commonPort(facts.filter(({ name }) => nodes.includes(name))) ?? places.port;
  const addresses = [
    ...new Set([...floating.map(({ address }) => address), ...facts.flatMap(virtualAddresses)]),
  ];
  return [
    ...addresses.map((address) => ({ place: { address, port }, host: address })),
    ...targets.flat().filter(({ host }) => host !== ''),
  ];
}

/** Ports that an image or a compose file says its container listens at. */
async function exposedPorts(docker: Docker, containerId: string): Promise<number[]> {
  const { Config } = await docker.getContainer(containerId).inspect();
  return Object.keys(Config.ExposedPorts ?? {}).flatMap((port) => {
    const [, number] = /^(\d+)\/tcp$/.exec(port) ?? [];
    return number === undefined ? [] : [Number(number)];
  });
}

const httpMs = 3000;

/** The first port of each service that answers HTTP. */
export async function httpPortsOf(
  cluster: Cluster,
  asked: Readonly<Record<string, readonly number[]>>,
): Promise<Record<string, number>> {
  const found = await Promise.all(
    Object.entries(asked).map(async ([name, ports]) => {
      const { address } = serviceOf(cluster, name);
      for (const port of ports) if (await answersHttp(address, port)) return [[name, port] as const];
      return [];
    }),
  );
  return Object.fromEntries(found.flat());
}

async function answersHttp(address: string, port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://${address}:${port}/`, {
      signal: AbortSignal.timeout(httpMs),
      redirect: 'manual',
    });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
