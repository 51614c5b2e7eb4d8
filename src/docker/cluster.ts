import type Docker from 'dockerode';
import { server } from '../engine/mysql/server.ts';
import type { Accounts, NodeAddress } from '../engine/types.ts';
import { environmentError } from '../errors.ts';
import { failoverOf } from '../topology/failover.ts';
import type { LoadedTopology } from '../topology/load.ts';
import { namedBy, roleOf, type ServiceRole } from '../topology/roles.ts';
import type { TopologySection } from '../topology/schema.ts';
import { type ComposeProject, composeDown, composeProject, composeUp } from './compose.ts';
import type { Disk } from './container-acts.ts';
import { removeDisks, type SizedVolumes } from './disks.ts';
import { composeServiceLabel, runLabel } from './labels.ts';
import { type NodeVolume, nodeVolumes, onDisks } from './node-volumes.ts';
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
  /** Its volumes that have a fixed size; none where volumes are the engine's usual ones. */
  readonly disks: readonly Disk[];
};

/** Where applications connect: one address, or the list that their driver has. */
export type Endpoint = { readonly hosts: readonly [Host, ...Host[]] };
type Host = { readonly host: string; readonly port: number };

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
  /** The service that keeps backups, where it was started. */
  readonly backup: ClusterService | undefined;
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
  /** Also starts the backup service. */
  readonly withBackup?: boolean | undefined;
  /** Puts the volumes of the nodes on disks of a fixed size, for the faults that need it. */
  readonly sizedVolumes?: SizedVolumes | undefined;
  readonly signal?: AbortSignal;
};

/**
 * Creates and starts the containers of a topology under the run's label. They are started, not yet healthy.
 * When it fails half way, it removes what it had created.
 *
 * @throws DrillError (exit 3)
 */
export async function bringUp(docker: Docker, options: BringUpOptions): Promise<Cluster> {
  const { run, topology, folder, sizedVolumes } = options;
  const accounts = newAccounts();
  const project = await composeProject({
    run,
    composePath: topology.composePath,
    composeText: topology.composeText,
    environment: {
      ...options.parameters,
      ...options.images,
      ...accountVariables(accounts),
      HA_DRILL_NET: await freeSubnet(docker, options.subnetHint),
    },
    profiles: options.withBackup ? ['backup'] : [],
    folder,
  });
  const volumes = sizedVolumes ? await nodeVolumes(project, topology.section) : [];
  try {
    const started = sizedVolumes
      ? await onDisks(docker, { run, project, folder, volumes, sizedVolumes })
      : project;
    await composeUp(started, options.signal);
    const services = await inspectServices(docker, run, topology, volumes);
    return { run, topology, project: started, accounts, services, ...addresses(topology, services) };
  } catch (error) {
    await tearDown(docker, { run, project });
    throw error;
  }
}

/** Removes the containers, networks and volumes of a cluster. Sidecars must be gone before. Idempotent. */
export async function tearDown(
  docker: Docker,
  { run, project }: Pick<Cluster, 'run' | 'project'>,
): Promise<void> {
  await composeDown(project);
  await removeDisks(docker, run);
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
  volumes: readonly NodeVolume[],
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
      disks: volumes.filter(({ node }) => node === name),
    });
  }
  return services;
}

function addresses(
  topology: LoadedTopology,
  services: ReadonlyMap<string, ClusterService>,
): Pick<Cluster, 'nodes' | 'endpoints' | 'managerUrl' | 'backup'> {
  const section = topology.section;
  const failover = failoverOf(section);
  const [asked] = failover.tool.look ? failover.services : [];
  const address = (name: string): string => serviceOf({ services }, name).address;
  const endpoint = (at: TopologySection['endpoints']['write']): Endpoint => {
    const [first, ...others] = namedBy(at).map(address);
    if (first === undefined) throw environmentError('The endpoint names no service.');
    const hostOf = (host: string): Host => ({ host, port: at.port });
    return { hosts: [hostOf(first), ...others.map(hostOf)] };
  };
  return {
    nodes: section.nodes.map((name) => ({ name, host: address(name), port: server.port })),
    endpoints: {
      write: endpoint(section.endpoints.write),
      read: section.endpoints.read ? endpoint(section.endpoints.read) : undefined,
    },
    managerUrl:
      asked && failover.port !== undefined ? `http://${address(asked)}:${failover.port}` : undefined,
    backup: services.get(section.backup?.service ?? ''),
  };
}
