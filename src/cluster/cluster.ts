import type Docker from 'dockerode';
import { environmentError } from '../errors.ts';
import type { Accounts, NodeAddress } from '../replication/types.ts';
import type { LoadedTopology } from '../topology/load.ts';
import { roleOf, type ServiceRole } from '../topology/roles.ts';
import { type ComposeProject, composeDown, composeProject, composeUp } from './compose.ts';
import { composeServiceLabel, runLabel } from './labels.ts';
import { accountVariables, newAccounts } from './secrets.ts';
import { freeSubnet } from './subnet.ts';

/** One service of a cluster, as Docker started it. */
export type ClusterService = {
  readonly name: string;
  readonly role: ServiceRole;
  readonly containerId: string;
  readonly image: string;
  readonly imageId: string;
  readonly address: string;
};

export type Endpoint = { readonly host: string; readonly port: number };

/** A topology brought up. */
export type Cluster = {
  readonly run: string;
  readonly topology: LoadedTopology;
  readonly project: ComposeProject;
  readonly accounts: Accounts;
  readonly services: ReadonlyMap<string, ClusterService>;
  readonly nodes: readonly NodeAddress[];
  readonly endpoints: { readonly write: Endpoint; readonly read: Endpoint | undefined };
  readonly managerUrl: string | undefined;
};

export type BringUpOptions = {
  readonly run: string;
  readonly topology: LoadedTopology;
  readonly parameters: Readonly<Record<string, string>>;
  /** Variables that name the images, such as HA_DRILL_MYSQL_IMAGE. */
  readonly images: Readonly<Record<string, string>>;
  /** For files that live as long as the cluster. */
  readonly folder: string;
  readonly subnetHint: number;
  readonly signal?: AbortSignal;
};

/**
 * Creates and starts the containers of a topology under the run's label. They are started, not yet healthy.
 * When it fails half way, it removes what it had created.
 *
 * @throws DrillError (exit 3)
 */
export async function bringUp(docker: Docker, options: BringUpOptions): Promise<Cluster> {
  const accounts = newAccounts();
  const project = await composeProject({
    run: options.run,
    composePath: options.topology.composePath,
    composeText: options.topology.composeText,
    environment: {
      ...options.parameters,
      ...options.images,
      ...accountVariables(accounts),
      HA_DRILL_NET: await freeSubnet(docker, options.subnetHint),
    },
    folder: options.folder,
  });
  try {
    await composeUp(project, options.signal);
    const services = await inspectServices(docker, options.run, options.topology);
    return {
      run: options.run,
      topology: options.topology,
      project,
      accounts,
      services,
      ...addresses(options.topology, services),
    };
  } catch (error) {
    await composeDown(project);
    throw error;
  }
}

/** Removes the containers, networks and volumes of a cluster. Sidecars must be gone before. Idempotent. */
export function tearDown(cluster: Cluster): Promise<void> {
  return composeDown(cluster.project);
}

/** The service of that name. @throws DrillError (exit 3) when the cluster has none */
export function serviceOf(cluster: Pick<Cluster, 'services'>, name: string): ClusterService {
  const service = cluster.services.get(name);
  if (!service) throw environmentError(`The cluster has no service ${name}.`);
  return service;
}

async function inspectServices(
  docker: Docker,
  run: string,
  topology: LoadedTopology,
): Promise<Map<string, ClusterService>> {
  const containers = await docker.listContainers({ all: true, filters: { label: [`${runLabel}=${run}`] } });
  const services = new Map<string, ClusterService>();
  for (const container of containers) {
    const name = container.Labels[composeServiceLabel];
    if (!name) continue;
    const address = Object.values(container.NetworkSettings.Networks)[0]?.IPAddress ?? '';
    services.set(name, {
      name,
      role: roleOf(topology.section, name),
      containerId: container.Id,
      image: container.Image,
      imageId: container.ImageID,
      address,
    });
  }
  return services;
}

function addresses(
  topology: LoadedTopology,
  services: ReadonlyMap<string, ClusterService>,
): Pick<Cluster, 'nodes' | 'endpoints' | 'managerUrl'> {
  const section = topology.section;
  const address = (name: string): string => serviceOf({ services }, name).address;
  const endpoint = (at: { service: string; port: number }): Endpoint => ({
    host: address(at.service),
    port: at.port,
  });
  return {
    nodes: section.nodes.map((name) => ({ name, host: address(name), port: 3306 })),
    endpoints: {
      write: endpoint(section.endpoints.write),
      read: section.endpoints.read ? endpoint(section.endpoints.read) : undefined,
    },
    managerUrl: section.manager
      ? `http://${address(section.manager.service)}:${section.manager.port}`
      : undefined,
  };
}
