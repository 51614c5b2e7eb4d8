import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import { type Cluster, serviceOf } from '../docker/cluster.ts';
import type { ContainerState } from '../docker/container-acts.ts';
import { engineActs } from '../docker/engine-acts.ts';
import { watchMemory } from '../docker/memory-run-out.ts';
import { onVolumes } from '../docker/on-volumes.ts';
import type { ClusterService } from '../docker/services.ts';
import type { AgentReply, Sidecar } from '../docker/sidecar.ts';
import { isAttached } from '../engine/observation.ts';
import { places } from '../engine/places.ts';
import { executedBy, receivedBy } from '../engine/transactions.ts';
import type { Account, Engine } from '../engine/types.ts';
import { environmentError } from '../errors.ts';
import type { FaultTarget, Peer } from '../faults/types.ts';
import type { Sample } from '../history/schema.ts';
import { primaryOf } from '../observe/ready.ts';
import { serviceNamed, type Target, type TargetRole } from '../scenario/targets.ts';
import { portOfNode } from '../topology/ports.ts';
import type { ClusterDrill } from './drill.ts';

/**
 * The services a target stands for at this moment, by the newest samples.
 *
 * @throws DrillError (exit 3) when nothing plays the role now
 */
export function resolveTargets(
  target: Target,
  samples: ReadonlyMap<string, Sample>,
  section: {
    readonly proxies: readonly string[];
    /** The services that fail over. */
    readonly managers: readonly string[];
    /** Who was last chosen to be promoted. */
    readonly candidate?: string | undefined;
    /** What earlier injections were aimed at. */
    readonly hit?: ReadonlySet<string>;
    /** The service among the managers that says it acts, where one does. */
    readonly leader?: string | undefined;
  },
): string[] {
  const name = serviceNamed(target);
  if (name !== undefined) return [name];
  const role = target as TargetRole;
  const primary = primaryOf(samples);
  const replicas = [...samples.values()].filter(
    (one) => one.node !== primary && one.state && isAttached(one.state),
  );
  const leader = primary ?? replicas[0]?.state?.source?.host;
  const silent = [...samples.values()].filter(({ node, state }) => leader && node !== leader && !state);
  const players: Record<TargetRole, readonly (string | undefined)[]> = {
    primary: [primary],
    replica: [replicas[0]?.node],
    // One that happens not to answer is meant as well: half of a fault that passes for the whole would prove too much.
    replicas: [...replicas, ...silent].map((one) => one.node).sort(),
    'most-advanced-replica': [mostAdvanced(replicas)],
    'another-replica': [replicas.find(({ node }) => !section.hit?.has(node))?.node],
    candidate: [section.candidate],
    nodes: [...samples.keys()],
    proxy: section.proxies.slice(0, 1),
    manager: section.managers.slice(0, 1),
    'leading-manager': [section.leader],
  };
  const services = players[role].filter((name) => name !== undefined);
  if (services.length === 0)
    throw environmentError(`No ${role} in the cluster at this moment: nothing to inject into.`);
  return services;
}

function mostAdvanced(replicas: readonly Sample[]): string | undefined {
  const received = ({ state }: Sample): number =>
    state ? executedBy(state).union(receivedBy(state)).count : 0;
  return replicas.reduce<Sample | undefined>(
    (best, one) => (best && received(best) >= received(one) ? best : one),
    undefined,
  )?.node;
}

/** Every service of the cluster with the role it plays by the newest samples. */
export function peersOf(cluster: Pick<Cluster, 'services'>, samples: ReadonlyMap<string, Sample>): Peer[] {
  const primary = primaryOf(samples);
  return [...cluster.services.values()].map(({ name, role, address }) => {
    const ofNode = name === primary ? 'primary' : 'replica';
    return { service: name, role: role === 'node' ? ofNode : role, address };
  });
}

/** What `serviceTarget` needs of the drill, so that one service can be a target without a drill around it. */
export type TargetContext = {
  readonly docker: Docker;
  readonly clock: Clock;
  readonly engine: Engine;
  readonly admin: Account;
  /** Of the servers. */
  readonly port?: number | undefined;
  agent(): Promise<Sidecar>;
  hostAgent(): Promise<Sidecar>;
};

/**
 * Whether a service starts again only when we start it: its supervisor is ours, or its container is down and no restart
 * policy is about to start it.
 */
export function startedByUs({
  running,
  restarting,
  supervised,
}: Pick<ContainerState, 'running' | 'restarting' | 'supervised'>): boolean {
  return supervised || !(running || restarting);
}

/** A service as faults act on it, through its agent, its SQL port and the engine. */
export function serviceTarget(service: ClusterService, peer: Peer, context: TargetContext): FaultTarget {
  const { clock } = context;
  const container = context.docker.getContainer(service.containerId);
  const acts = engineActs(container, clock);
  const run = async (command: string): Promise<AgentReply> => (await context.agent()).run(command);
  return {
    ...peer,
    ...acts,
    engine: context.engine,
    containerId: service.containerId,
    serverName: service.role === 'node' ? context.engine.process : undefined,
    disks: service.disks,
    runOnVolumes: onVolumes(context.docker, service.containerId),
    watchMemory: () => watchMemory(context.docker, service.containerId),
    run,
    runOnHost: async (command) => (await context.hostAgent()).run(command),
    startAgain: async () => {
      const state = await acts.containerState();
      if (state.running && state.supervised) await run('start_server');
      else if (startedByUs(state)) await acts.startContainer();
    },
    connect: () =>
      context.engine.session({ host: peer.address, port: context.port ?? places.port }, context.admin, 5000),
  };
}

/** Services of a drill as targets, with the roles of this moment. */
export function faultTargets(drill: ClusterDrill, names: readonly string[]): FaultTarget[] {
  const peers = peersOf(drill.cluster, drill.observer.latest());
  return names.map((name) => {
    const service = serviceOf(drill.cluster, name);
    const peer = peers.find((one) => one.service === name) ?? { service: name, role: 'other', address: '' };
    return serviceTarget(service, peer, {
      docker: drill.docker,
      clock: drill.clock,
      engine: drill.cluster.engine,
      admin: drill.cluster.accounts.admin,
      port: portOfNode(drill.cluster.topology, name),
      agent: () => drill.sidecars.of(service),
      hostAgent: drill.sidecars.ofHost,
    });
  });
}
