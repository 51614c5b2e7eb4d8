import { Resolver } from 'node:dns/promises';
import { type Cluster, serviceOf } from '../docker/cluster.ts';
import type { GuessedResolver } from './guess-resolvers.ts';
import type { MovingName } from './seen.ts';

const askMs = 1000;

/** Names that the name servers of a stack have for its nodes, with the nodes that they lead to now. */
export async function movingNames(
  cluster: Cluster,
  resolvers: readonly GuessedResolver[],
  port: number,
): Promise<MovingName[]> {
  const nodes = new Map(cluster.nodes.map(({ name, host }) => [host, name]));
  const asked = resolvers.flatMap(({ service, port: at, names }) => {
    const { address } = serviceOf(cluster, service);
    return address === ''
      ? []
      : names.map((name) => ({ name, at: `${address}:${at}`, resolver: { service, port: at } }));
  });
  const found = await Promise.all(
    asked.map(async ({ name, at, resolver }): Promise<MovingName[]> => {
      const led = (await addressesOf(name, at)).map((address) => nodes.get(address) ?? null);
      return led.some(Boolean) ? [{ name, resolver, port, led }] : [];
    }),
  );
  return found.flat();
}

/** None where the server does not know it, or does not answer. */
async function addressesOf(name: string, server: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: askMs, tries: 2 });
  resolver.setServers([server]);
  return resolver.resolve4(name).catch(() => []);
}
