import { join } from 'node:path';
import { bringUp, type Cluster, tearDown } from '../docker/cluster.ts';
import type { SizedVolumes } from '../docker/disks.ts';
import { followDockerEvents } from '../docker/docker-events.ts';
import { HostNamespaceError } from '../docker/own-namespaces.ts';
import { type ClusterService, updateServices } from '../docker/services.ts';
import { stateFolder } from '../docker/state-folder.ts';
import { replicationOf } from '../engine/list.ts';
import { withSession } from '../engine/with-session.ts';
import { environmentError, messageOf } from '../errors.ts';
import { faults } from '../faults/list.ts';
import { needsOf } from '../faults/needs.ts';
import { readEventLine } from '../formats/event-line.ts';
import type { ServiceLook } from '../history/service-look.ts';
import { measureClockOffset } from '../observe/clock-offset.ts';
import { type Observer, observeCluster } from '../observe/observer.ts';
import { roleChanges } from '../observe/role-changes.ts';
import { followServiceEvents, type ReadLine } from '../observe/service-log.ts';
import { describeLook, observeServices, type ServiceObserver } from '../observe/service-observer.ts';
import type { Scenario } from '../scenario/schema.ts';
import { failoverOf } from '../topology/failover.ts';
import type { ServiceRole } from '../topology/roles.ts';
import { within } from '../wait.ts';
import { workloads } from '../workload/list.ts';
import { openBeside } from './beside.ts';
import { makeDefinitions } from './definitions.ts';
import type { BesideRun, ClusterDrill, Drill } from './drill.ts';
import { formCluster } from './form-cluster.ts';
import { loadMonitor } from './load-monitor.ts';
import { withLogsOfWay } from './logs-of-way.ts';
import { describeRun } from './manifest.ts';
import { type SidecarPool, sidecarPool } from './sidecar-pool.ts';
import { verifyReplication } from './verify-cluster.ts';

/** Who leads clients to the primary looks at the cluster by itself, and takes its time until it does so (ms). */
const endpointWithinMs = 60_000;

/** What the settings promise is found out within this, or is not known (ms). */
const expectedWithinMs = 15_000;

/**
 * Brings the cluster up, starts all recording, waits until it is healthy and a write is seen on every node, and
 * makes the workload's tables. Everything it starts is on the undo stack.
 *
 * @throws DrillError (exit 3) when the cluster does not become healthy
 */
export async function provision(drill: Drill): Promise<ClusterDrill> {
  const { plan, docker, clock, record } = drill;
  const cluster = await startCluster(drill);
  const replication = replicationOf(plan.topology.section);
  const onEngineEvent: Drill['recordEvent'] = (event) => {
    drill.recordEvent(event);
    if (event.type === 'container-started') followAddresses(drill, cluster);
  };
  const engine = await followDockerEvents(docker, plan.run, clock, onEngineEvent, (error) =>
    drill.say('harness-note', `what the engine says is not followed any more: ${messageOf(error)}`),
  );
  drill.undo.push('stop following Docker events', engine.stop);
  const { tool } = failoverOf(plan.topology.section);
  const tellChanges = tool.tellsPromotions ? undefined : roleChanges(drill.recordEvent, replication);
  const observer = observeCluster(cluster, clock, (sample) => {
    record.sample(sample);
    tellChanges?.(sample);
  });
  drill.undo.push('stop the observer', observer.stop);
  const sidecars = sidecarPool(
    { docker, run: plan.run, image: drill.images.toolbox ?? '', clock },
    plan.scenario.method.map(({ fault }) => faults[fault]),
  );
  drill.undo.push('remove the fault agents', sidecars.stop);
  // Whatever else runs may be over any moment, as a service is that sets up others: its agent starts when it is wanted.
  const lasting = [...cluster.services.values()].filter(({ role, isOver }) => role !== 'other' && !isOver);
  const agents = Promise.all(lasting.map((service) => startAgent(drill, sidecars, service)));
  agents.catch(() => undefined);

  const primary = await formCluster(docker, cluster, replication, observer, {
    deadlineMs: plan.scenario.provision.deadline,
    signal: drill.signal,
  });
  const { managerUrl } = cluster;
  const { clockMs } = tool;
  const offset =
    managerUrl && clockMs
      ? await measureClockOffset(() => clockMs(managerUrl, 2000))
      : { offsetMs: 0, errorMs: 0, how: 'no other clock is compared' };
  await followServices(drill, cluster, offset.offsetMs);
  const patience = { deadlineMs: endpointWithinMs, signal: drill.signal };
  await verifyReplication(cluster, observer, patience).catch(async (error: unknown) => {
    drill.signal.throwIfAborted();
    throw await withLogsOfWay(docker, cluster, error);
  });
  const services = watchServices(drill, cluster, observer);
  const beside = await openBeside(record, plan.scenario.workload);
  await makeSchema(cluster, plan.scenario, beside, primary);
  await agents;
  await syncDisks(cluster, sidecars);
  const manifest = await describeRun(drill, cluster, primary, offset);
  await record.writeManifest(manifest);
  await tellExpected(drill, cluster);
  drill.say('cluster-ready', `all nodes are healthy; ${primary} is the primary`, { node: primary });
  return {
    ...drill,
    cluster,
    replication,
    observer,
    services,
    sidecars,
    monitor: loadMonitor(),
    beside,
    manifest,
    clockOffsetMs: offset.offsetMs,
  };
}

/** What settings promise is beside the point of a drill: where it cannot be found out, that is noted. */
async function tellExpected({ expect, docker, say }: Drill, cluster: Cluster): Promise<void> {
  if (!expect) return;
  try {
    const times = await within(
      expect(docker, cluster),
      expectedWithinMs,
      'what was looked at did not answer',
    );
    say('times-expected', 'what the settings promise', { data: { times } });
  } catch (error) {
    say('harness-note', `what the settings promise is not known: ${messageOf(error)}`);
  }
}

/** One that a trusted topology has on the host has no agent: a fault of it is refused. */
async function startAgent(drill: Drill, sidecars: SidecarPool, service: ClusterService): Promise<void> {
  await sidecars.of(service).catch((error: unknown) => {
    if (!(error instanceof HostNamespaceError)) throw error;
    drill.say('harness-note', error.message, { node: service.name });
  });
}

/** A container that was started again may have another address. */
function followAddresses(drill: Drill, { run, services }: Cluster): void {
  updateServices(drill.docker, run, services).catch((error: unknown) =>
    drill.say('harness-note', `where the services are now is not known: ${messageOf(error)}`),
  );
}

/** Looks at the services that failover needs, and records what changes. */
function watchServices(drill: Drill, cluster: Cluster, observer: Observer): ServiceObserver {
  const nameOf = (uuid: string): string | undefined =>
    [...observer.latest().values()].find(({ state }) => state?.serverUuid === uuid)?.node;
  const onLook = (node: string, look: ServiceLook): void =>
    drill.say('service-seen', describeLook(look, nameOf), { node, data: look });
  const services = observeServices(drill.docker, cluster, drill.clock, onLook, drill.recordEvent);
  drill.undo.push('stop looking at the services', services.stop);
  return services;
}

/** Records what the failover tool and the backup service tell of themselves, as far as their words are understood. */
async function followServices(drill: Drill, cluster: Cluster, offsetMs: number): Promise<void> {
  const { tool } = failoverOf(drill.plan.topology.section);
  const readers: Readonly<Partial<Record<ServiceRole, ReadLine | undefined>>> = {
    manager: tool.eventOf,
    backup: readEventLine,
  };
  for (const service of cluster.services.values()) {
    const read = readers[service.role];
    const source = service.role === 'manager' ? 'manager' : 'backup';
    if (!read) continue;
    const clock = { clock: drill.clock, offsetMs };
    const following = await followServiceEvents(
      drill.docker,
      service,
      { source, read },
      clock,
      drill.recordEvent,
    );
    drill.undo.push(`stop following ${service.name}`, following.stop);
  }
}

/** As on machines that have run for long: a power loss does not take what was made while the cluster was brought up. */
async function syncDisks(cluster: Cluster, sidecars: SidecarPool): Promise<void> {
  const withDisks = [...cluster.services.values()].filter(({ disks }) => disks.length > 0);
  await Promise.all(withDisks.map(async (service) => (await sidecars.of(service)).run('sync_disks')));
}

async function startCluster(drill: Drill): Promise<Cluster> {
  const { plan, images } = drill;
  const cluster = await bringUp(drill.docker, {
    run: plan.run,
    topology: plan.topology,
    parameters: plan.scenario.parameters,
    images: imageVariables(images),
    folder: join(stateFolder(), 'runs', plan.run),
    subnetHint: plan.seed % 256,
    withBackup: plan.scenario.backup !== undefined,
    kept: plan.keep,
    sizedVolumes: sizedVolumesFor(plan.scenario, images.toolbox ?? ''),
    signal: drill.signal,
  });
  if (!plan.keep) drill.undo.push('remove the containers', () => tearDown(drill.docker, cluster));
  return cluster;
}

/**
 * Twice what a node of the reference topologies holds, so that another can be copied onto it, and more than the 300 MB
 * that XFS asks for. The images are sparse: a disk takes what is written to it.
 */
const usualSizeMb = 1024;

/** What the volumes of a cluster must be for some faults: of a fixed size, or undefined, as they are. */
function sizedVolumesFor({ method }: Pick<Scenario, 'method'>, image: string): SizedVolumes | undefined {
  const needs = needsOf(method.map(({ fault }) => faults[fault]));
  return needs.has('loop-xfs') ? { sizeMb: usualSizeMb, image } : undefined;
}

/** HA_DRILL_MYSQL_IMAGE and its like, which compose files use. */
export function imageVariables(images: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(images).map(([name, tag]) => [`HA_DRILL_${name.toUpperCase()}_IMAGE`, tag]),
  );
}

/** What the load writes to, and what else a restore must bring back. */
async function makeSchema(
  cluster: Cluster,
  { provision: { definitions }, workload, recovery }: Scenario,
  beside: readonly BesideRun[],
  primary: string,
): Promise<void> {
  const node = cluster.nodes.find((one) => one.name === primary);
  if (!node) throw environmentError(`The primary ${primary} is no node of the topology.`);
  await withSession(cluster.engine, node, cluster.accounts.admin, async (session) => {
    await workloads[workload.kind].prepare(session);
    for (const one of beside) await one.workload.prepare(session, one.options);
  });
  if (recovery.restore || definitions) await makeDefinitions(cluster, node);
}
