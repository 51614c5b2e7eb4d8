import type Docker from 'dockerode';
import { DrillError, environmentError } from '../errors.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { roleOf, type ServiceRole } from '../topology/roles.ts';
import type { Disk } from './container-acts.ts';
import { composeServiceLabel, runLabel } from './labels.ts';
import { logTail } from './log-tail.ts';
import type { NodeVolume } from './node-volumes.ts';

/** One service of a cluster, as Docker started it. */
export type ClusterService = {
  readonly name: string;
  readonly role: ServiceRole;
  readonly containerId: string;
  readonly image: string;
  readonly imageId: string;
  /** Of now: it may be another one once the container was started again. Empty for one that has ended. */
  readonly address: string;
  /** It had ended when the cluster was brought up, as a service does that sets up others. */
  readonly isOver: boolean;
  /** Its volumes that have a fixed size; none where volumes are the engine's usual ones. */
  readonly disks: readonly Disk[];
};

/** A service whose container is started again, and then may have another address; one that is made anew has another id. */
type Moving = { -readonly [Key in keyof ClusterService]: ClusterService[Key] };

/** Asks the engine where the services are now: whoever holds one of them sees it. */
export async function updateServices(
  docker: Docker,
  run: string,
  services: ReadonlyMap<string, ClusterService>,
): Promise<void> {
  const containers = await containersOf(docker, run);
  for (const container of containers) {
    const service: Moving | undefined = services.get(container.Labels[composeServiceLabel] ?? '');
    const address = addressOf(container, containers);
    if (!service || address === '') continue;
    service.address = address;
    service.containerId = container.Id;
  }
}

/** The services of a run, by name, as the engine tells of them. */
export async function inspectServices(
  docker: Docker,
  run: string,
  topology: LoadedTopology,
  volumes: readonly NodeVolume[],
): Promise<Map<string, ClusterService>> {
  const containers = await containersOf(docker, run);
  const services = new Map<string, ClusterService>();
  for (const container of containers) {
    const name = container.Labels[composeServiceLabel];
    if (!name) continue;
    services.set(name, {
      name,
      role: roleOf(topology.section, name),
      containerId: container.Id,
      image: container.Image,
      imageId: container.ImageID,
      address: addressOf(container, containers),
      isOver: container.State === 'exited',
      disks: volumes.filter(({ node }) => node === name),
    });
  }
  return services;
}

function containersOf(docker: Docker, run: string): Promise<Docker.ContainerInfo[]> {
  return docker.listContainers({ all: true, filters: { label: [`${runLabel}=${run}`] } });
}

/** The address of a container, or of the one whose network it shares; of several, that of its first network. */
function addressOf(
  { HostConfig, NetworkSettings }: Docker.ContainerInfo,
  containers: readonly Docker.ContainerInfo[],
): string {
  const [, shared] = /^container:(.+)$/.exec(HostConfig.NetworkMode) ?? [];
  const owner = containers.find(({ Id }) => Id === shared);
  const { Networks } = owner?.NetworkSettings ?? NetworkSettings;
  return Object.values(Networks).find(({ IPAddress }) => IPAddress !== '')?.IPAddress ?? '';
}

/** An error of bringing a stack up, with what the services said last that ended badly. */
export async function withLogsOfFailed(docker: Docker, run: string, error: unknown): Promise<unknown> {
  if (!(error instanceof DrillError)) return error;
  const logs = await logsOfFailed(docker, run, /^Exited \((?!0\))|\(unhealthy\)/);
  if (logs.length === 0) return error;
  return environmentError(`${error.message}\n${logs.join('\n')}`, { hint: error.hint, cause: error });
}

/** What the services of a run said last that ended badly, or end again and again; none where all is well. */
export async function logsOfFailed(
  docker: Docker,
  run: string,
  status = /^Exited \((?!0\))/,
): Promise<string[]> {
  const failed = (await containersOf(docker, run)).filter(
    ({ State, Status }) => State === 'restarting' || status.test(Status),
  );
  return Promise.all(
    failed.map(({ Id, Labels }) => logTail(docker, Id, Labels[composeServiceLabel] ?? Id, 12)),
  );
}

/** A service whose container has ended, and how. */
export type Ended = { readonly service: string; readonly exitCode: number };

/** Services whose container has ended by now. */
export async function endedOf(
  docker: Docker,
  { run, topology }: { readonly run: string; readonly topology: LoadedTopology },
): Promise<Ended[]> {
  const services = await inspectServices(docker, run, topology, []);
  const over = [...services.values()].filter(({ isOver }) => isOver);
  return Promise.all(
    over.map(async ({ name, containerId }) => {
      const { State } = await docker.getContainer(containerId).inspect();
      return { service: name, exitCode: State.ExitCode };
    }),
  );
}
