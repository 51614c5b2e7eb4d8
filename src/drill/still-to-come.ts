import type Docker from 'dockerode';
import { type Cluster, serviceOf } from '../docker/cluster.ts';
import { failoverOf } from '../topology/failover.ts';
import type { Met } from './meet-nodes.ts';

/** What is known of a container that may set a stack up, or be set up. */
export type Running = {
  readonly service: string;
  /** It is a database node. */
  readonly isNode: boolean;
  /** It is of a failover tool that makes a cluster of servers, or whose work is not known. */
  readonly forms: boolean;
  /** It is of a proxy, or of a failover tool that takes a cluster as it is. */
  readonly takes: boolean;
  readonly isRunning: boolean;
  /** Its health check has neither passed nor failed yet. */
  readonly isStarting: boolean;
  /** Somebody starts it again whenever it ends: it is no job that sets up others. */
  readonly lasts: boolean;
  /** It offers something to others at a port, as no job does. */
  readonly serves: boolean;
};

/** Of the containers of a stack, those whose work may change how its servers stand, in words. */
export function mayChange(all: readonly Running[], silent: readonly string[]): string[] {
  return all.flatMap(({ service, isNode, forms, takes, isRunning, isStarting, lasts, serves }) => {
    if (!isRunning) return [];
    if (isNode) {
      if (silent.includes(service)) return [`${service} to answer`];
      return isStarting ? [`the health check of ${service}`] : [];
    }
    if (forms) return [`${service}, which may form a cluster`];
    return takes || lasts || serves ? [] : [`${service}, which still runs and may set others up`];
  });
}

/** What of a stack is under way that may make its servers lead and follow, in words; none where nothing is. */
export async function stillToCome(docker: Docker, cluster: Cluster, met: readonly Met[]): Promise<string[]> {
  const silent = met.filter(({ way }) => way === undefined).map(({ node }) => node.name);
  const all = await Promise.all([...cluster.services.keys()].map((name) => look(docker, cluster, name)));
  return mayChange(all, silent);
}

async function look(docker: Docker, cluster: Cluster, name: string): Promise<Running> {
  const { section } = cluster.topology;
  const service = serviceOf(cluster, name);
  const { State, Config, HostConfig } = await docker.getContainer(service.containerId).inspect();
  const { tool } = failoverOf(section);
  const images = section.nodes.map((node) => serviceOf(cluster, node).imageId);
  return {
    service: name,
    isNode: service.role === 'node',
    forms: service.role === 'manager' && (tool.forms || tool.name === 'other'),
    takes: service.role === 'proxy' || service.role === 'manager',
    isRunning: State.Running,
    isStarting: State.Health?.Status === 'starting',
    lasts: ['always', 'unless-stopped'].includes(HostConfig.RestartPolicy?.Name ?? ''),
    // A job in an image of the servers bears their ports.
    serves: Object.keys(Config.ExposedPorts ?? {}).length > 0 && !images.includes(service.imageId),
  };
}
