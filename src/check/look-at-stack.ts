import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { primaryAmong } from '../engine/source-of-others.ts';
import type { Replication } from '../engine/types.ts';
import { failoverToolNames } from '../failover/list.ts';
import { failoverOf } from '../topology/failover.ts';
import { namedBy, servicesOf } from '../topology/roles.ts';
import type { EndpointFacts, StackFacts } from './facts.ts';
import { lookAtServers } from './look-at-servers.ts';
import { lookAtServices, readWritten } from './look-at-services.ts';
import { readServiceConfigs } from './read-files.ts';

/** Gathers all that findings are made from. Changes nothing. */
export async function lookAtStack(
  docker: Docker,
  cluster: Cluster,
  replication: Replication,
  writeProblem: string | undefined,
): Promise<StackFacts> {
  const { section } = cluster.topology;
  const written = await readWritten(cluster);
  const [services, servers] = await Promise.all([
    lookAtServices(docker, cluster, written),
    lookAtServers(docker, cluster, replication),
  ]);
  const configs = await readServiceConfigs(docker, cluster, services, written);
  const failover = failoverOf(section);
  const hostOf = (node: string): string => cluster.services.get(node)?.address ?? '';
  const endpoint = (at: typeof section.endpoints.write): EndpointFacts => ({
    services: namedBy(at),
    address: at.address,
    port: at.port,
  });
  return {
    replication: replication.kind,
    traits: replication.traits,
    nodes: section.nodes,
    failover: {
      tool: failoverToolNames.find((name) => name === failover.tool.name) ?? 'other',
      services: failover.services,
    },
    proxies: servicesOf(section, 'proxy'),
    endpoints: {
      write: endpoint(section.endpoints.write),
      read: section.endpoints.read && endpoint(section.endpoints.read),
    },
    services,
    servers,
    primary: primaryAmong(servers.map(({ node, state }) => ({ name: node, host: hostOf(node), state }))),
    configs,
    writeProblem,
  };
}
