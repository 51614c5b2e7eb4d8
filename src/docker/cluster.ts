import type Docker from 'dockerode';
import { cleanUpAfter } from '../clean-up.ts';
import { engines } from '../engine/list.ts';
import { places } from '../engine/places.ts';
import type { Account, Accounts, Engine, NodeAddress } from '../engine/types.ts';
import { environmentError } from '../errors.ts';
import { keepSecret } from '../secrets.ts';
import { changeLine } from '../topology/config/change.ts';
import { failoverOf } from '../topology/failover.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { portOfNode } from '../topology/ports.ts';
import { namedBy } from '../topology/roles.ts';
import { addressIn, type TopologySection } from '../topology/schema.ts';
import { fillVolumes, removeCarried } from './carry-folders.ts';
import { type ComposeProject, carriedProject, composeDown, composeProject, composeUp } from './compose.ts';
import { removeDisks, type SizedVolumes } from './disks.ts';
import { followName } from './follow-name.ts';
import { imagesAreFrozen } from './frozen-images.ts';
import { nodeVolumes, onDisks } from './node-volumes.ts';
import { requireImages } from './project-images.ts';
import { joinNetworks, leaveNetworks } from './reach.ts';
import { accountVariables, namedAccount, newAccounts } from './secrets.ts';
import { type ClusterService, inspectServices, withLogsOfFailed } from './services.ts';
import { withMissingImages } from './stack-images.ts';
import { type StackProject, stackProject } from './stack-project.ts';
import { freeSubnet, isTaken } from './subnet.ts';
import { validateConfigured } from './validate-configured.ts';

/** Where applications connect: one address, or the list that their driver has. */
export type Endpoint = { readonly hosts: readonly [Host, ...Host[]] };
type Host = { readonly host: string; readonly port: number };

/** A topology brought up. */
export type Cluster = {
  readonly run: string;
  readonly topology: LoadedTopology;
  readonly engine: Engine;
  readonly project: ComposeProject;
  readonly accounts: Accounts;
  readonly services: ReadonlyMap<string, ClusterService>;
  readonly nodes: readonly NodeAddress[];
  readonly endpoints: { readonly write: Endpoint; readonly read: Endpoint | undefined };
  readonly managerUrl: string | undefined;
  /** What differs from the stack, or the configuration, as its user wrote it, a line each; none for our own topologies. */
  readonly changes: readonly string[];
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
  /** It is meant to outlive this process. */
  readonly kept?: boolean | undefined;
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
  const taken: string[] = [];
  for (;;) {
    const subnet = options.topology.stack ? '' : await freeSubnet(docker, options.subnetHint, taken);
    try {
      return await bringUpIn(docker, options, subnet);
    } catch (error) {
      // Somebody took it between the look and the try.
      if (subnet === '' || !isTaken(error)) throw error;
      taken.push(subnet);
    }
  }
}

async function bringUpIn(docker: Docker, options: BringUpOptions, subnet: string): Promise<Cluster> {
  const { run, topology, folder, sizedVolumes, kept } = options;
  const accounts = accountsFor(topology);
  const { project: written, changes } = await projectFor(docker, options, accounts, subnet);
  const { project, folders } = await carriedProject(written, folder);
  const volumes = sizedVolumes ? await nodeVolumes(project, topology.section) : [];
  try {
    await fillVolumes(docker, { run, folders, kept });
    const started = sizedVolumes
      ? await onDisks(docker, { run, project, folder, volumes, sizedVolumes, kept })
      : project;
    const frozen = imagesAreFrozen();
    if (frozen) await requireImages(docker, started);
    await composeUp(frozen ? { ...started, images: 'there' } : started, options.signal).catch(
      async (error: unknown) => {
        throw await withMissingImages(docker, topology.stack, await withLogsOfFailed(docker, run, error));
      },
    );
    await joinNetworks(docker, run);
    const services = await inspectServices(docker, run, topology, volumes);
    const engine = engines[topology.section.engine];
    const about = { run, topology, engine, project: started, accounts, services, changes };
    return { ...about, ...addresses(topology, services, subnet) };
  } catch (error) {
    await cleanUpAfter(error, () => tearDown(docker, { run, project }));
    throw error;
  }
}

/** The accounts of a run; from here on their passwords are written nowhere. */
function accountsFor(topology: LoadedTopology): Accounts {
  const accounts = chosenAccounts(topology);
  for (const { password } of Object.values(accounts)) keepSecret(password);
  return accounts;
}

function chosenAccounts({ stack }: LoadedTopology): Accounts {
  if (!stack) return newAccounts('ha');
  if (stack.admin) namedAccount(stack.admin);
  const made = newAccounts('ha_drill');
  return stack.application ? { ...made, application: namedAccount(stack.application) } : made;
}

/** The account that a proxy knows, where one does: the application's. Our own proxies let the administrator in, too. */
export function endpointAccount({ topology, accounts }: Pick<Cluster, 'topology' | 'accounts'>): Account {
  return topology.stack ? accounts.application : accounts.admin;
}

async function projectFor(
  docker: Docker,
  options: BringUpOptions,
  accounts: Accounts,
  subnet: string,
): Promise<StackProject> {
  const { run, topology, folder, kept } = options;
  if (topology.stack) return stackProject(docker, { run, topology, stack: topology.stack, folder, kept });
  const project = await composeProject({
    run,
    composePath: topology.composePath,
    composeText: topology.composeText,
    environment: {
      ...options.parameters,
      ...options.images,
      ...accountVariables(accounts),
      HA_DRILL_NET: subnet,
    },
    profiles: options.withBackup ? ['backup'] : [],
    folder,
    kept,
    configured: topology.configured,
  });
  const { configured } = topology;
  if (configured) await validateConfigured(docker, { run, project, configured, signal: options.signal });
  return { project, changes: configured?.changes.map(changeLine) ?? [] };
}

/** Removes the containers, networks and volumes of a cluster. Sidecars must be gone before. Idempotent. */
export async function tearDown(
  docker: Docker,
  { run, project }: Pick<Cluster, 'run' | 'project'>,
): Promise<void> {
  await leaveNetworks(docker, run);
  await composeDown(project);
  await removeCarried(docker, run);
  await removeDisks(docker, run);
}

/** The service of that name. @throws DrillError (exit 3) when the cluster has none */
export function serviceOf(cluster: Pick<Cluster, 'services'>, name: string): ClusterService {
  const service = cluster.services.get(name);
  if (!service) throw environmentError(`The cluster has no service ${name}.`);
  return service;
}

function addresses(
  topology: LoadedTopology,
  services: ReadonlyMap<string, ClusterService>,
  subnet: string,
): Pick<Cluster, 'nodes' | 'endpoints' | 'managerUrl' | 'backup'> {
  const section = topology.section;
  const failover = failoverOf(section);
  const [asked] = failover.tool.look ? failover.services : [];
  const address = (name: string): string => serviceOf({ services }, name).address;
  const hostOf = (name: string, port: number): Host => ({
    get host() {
      return address(name);
    },
    port,
  });
  const endpoint = (at: TopologySection['endpoints']['write']): Endpoint => {
    if (at.address !== undefined) {
      return { hosts: [{ host: addressIn(subnet, at.address), port: at.port ?? places.port }] };
    }
    if (at.name !== undefined && at.resolver) {
      const { service, port } = at.resolver;
      const followed = followName(at.name, () => `${address(service)}:${port}`);
      return { hosts: [Object.assign(followed, { port: at.port ?? places.port })] };
    }
    const [first, ...others] = namedBy(at).map((name) => hostOf(name, at.port ?? portOfNode(topology, name)));
    if (first === undefined) throw environmentError('The endpoint names no service.');
    return { hosts: [first, ...others] };
  };
  return {
    nodes: section.nodes.map((name) => ({
      name,
      get host() {
        return address(name);
      },
      port: portOfNode(topology, name),
    })),
    endpoints: {
      write: endpoint(section.endpoints.write),
      read: section.endpoints.read ? endpoint(section.endpoints.read) : undefined,
    },
    managerUrl:
      asked && failover.port !== undefined ? `http://${address(asked)}:${failover.port}` : undefined,
    backup: services.get(section.backup?.service ?? ''),
  };
}
