import type Docker from 'dockerode';
import { type Cluster, serviceOf } from '../docker/cluster.ts';
import { runInside } from '../docker/run-inside.ts';
import { rootOf } from '../drill/meet-nodes.ts';
import { readStartOptions, type StartOptions } from '../engine/at-start.ts';
import type { Session } from '../engine/session.ts';
import type { NodeAddress } from '../engine/types.ts';
import type { ServerFacts } from './facts.ts';

/** How every database server is, and is set up; one that does not answer is left out. */
export async function lookAtServers(docker: Docker, cluster: Cluster): Promise<readonly ServerFacts[]> {
  const looks = cluster.nodes.map((node) =>
    lookAtServer(docker, cluster, node).catch((): ServerFacts[] => []),
  );
  return (await Promise.all(looks)).flat();
}

async function lookAtServer(docker: Docker, cluster: Cluster, node: NodeAddress): Promise<ServerFacts[]> {
  const session = await sessionWith(docker, cluster, node);
  try {
    const startOptions = await readOptions(docker, cluster, node.name);
    const settings = await cluster.engine.settings(session);
    const state = await cluster.engine.observe(session);
    return [{ node: node.name, state, settings, startOptions }];
  } finally {
    session.destroy();
  }
}

/** As the administrator of the run; as root where a stack did not get as far as having one. */
async function sessionWith(docker: Docker, cluster: Cluster, node: NodeAddress): Promise<Session> {
  try {
    return await cluster.engine.session(node, cluster.accounts.admin, 5000);
  } catch (error) {
    if (!cluster.topology.stack) throw error;
    return cluster.engine.session(node, await rootOf(docker, cluster, node.name), 5000);
  }
}

/** What the server in a container would start with: options of its files, then those of its command. */
async function readOptions(docker: Docker, cluster: Cluster, node: string): Promise<StartOptions> {
  const container = docker.getContainer(serviceOf(cluster, node).containerId);
  const { Cmd } = (await container.inspect()).Config;
  const command = (Cmd ?? []).filter((word) => word.startsWith('--'));
  const files = command.filter((word) => word.startsWith('--defaults-'));
  const printed = await runInside(container, [cluster.engine.process, ...files, '--print-defaults']).catch(
    () => undefined,
  );
  return readStartOptions([...(printed?.stdout.split(/\s+/) ?? []), ...command]);
}
