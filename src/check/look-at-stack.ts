import type Docker from 'dockerode';
import type { Cluster } from '../docker/cluster.ts';
import { unhealthyMembers } from '../engine/members.ts';
import { places } from '../engine/places.ts';
import { primaryAmong } from '../engine/source-of-others.ts';
import type { Replication } from '../engine/types.ts';
import { failoverToolNames } from '../failover/list.ts';
import { failoverOf } from '../topology/failover.ts';
import { namedBy, servicesOf } from '../topology/roles.ts';
import { pause } from '../wait.ts';
import type { EndpointFacts, ServerFacts, StackFacts } from './facts.ts';
import { lookAtServers } from './look-at-servers.ts';
import { lookAtServices, readWritten } from './look-at-services.ts';
import { readServiceConfigs } from './read-files.ts';

/** How often it is looked once more where a look shows what the last one did not. */
const mostLooks = 4;

/** What is seen once may be a moment of a change; what a second look shows, too, is how it is. */
async function lookUntilSame(
  docker: Docker,
  cluster: Cluster,
  replication: Replication,
): Promise<readonly ServerFacts[]> {
  const nodes = cluster.topology.section.nodes;
  const reasonsOf = (servers: readonly ServerFacts[]): string => {
    const answers = new Map(servers.map(({ node, state }) => [node, { state, error: null }]));
    return unhealthyMembers(answers, nodes, replication).join('\n');
  };
  let servers = await lookAtServers(docker, cluster);
  for (let look = 1; look < mostLooks; look += 1) {
    const before = reasonsOf(servers);
    if (before === '') return servers;
    await pause(1000);
    servers = await lookAtServers(docker, cluster);
    if (reasonsOf(servers) === before) return servers;
  }
  return servers;
}

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
    lookUntilSame(docker, cluster, replication),
  ]);
  const configs = await readServiceConfigs(docker, cluster, services, written);
  const failover = failoverOf(section);
  const hostOf = (node: string): string => cluster.services.get(node)?.address ?? '';
  const endpoint = (at: typeof section.endpoints.write): EndpointFacts => ({
    services: namedBy(at),
    address: at.address ?? at.name,
    port: at.port ?? places.port,
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
