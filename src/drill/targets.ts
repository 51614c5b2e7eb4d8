import type Docker from 'dockerode';
import type { Clock } from '../clock.ts';
import { type ClusterService, serviceOf } from '../cluster/cluster.ts';
import { primaryOf } from '../cluster/ready.ts';
import type { Sidecar } from '../cluster/sidecar.ts';
import { environmentError } from '../errors.ts';
import type { FaultTarget } from '../faults/types.ts';
import type { Sample } from '../history/schema.ts';
import { countGtids, parseGtidSet, uniteGtidSets } from '../replication/gtid.ts';
import type { TargetRole } from '../scenario/schema.ts';
import type { ClusterDrill } from './drill.ts';

/**
 * The services a role stands for at this moment, by the newest samples.
 *
 * @throws DrillError (exit 3) when nothing plays the role now
 */
export function resolveTargets(
  role: TargetRole,
  samples: ReadonlyMap<string, Sample>,
  section: {
    readonly proxy?: { service: string } | undefined;
    readonly manager?: { service: string } | undefined;
  },
): string[] {
  const primary = primaryOf(samples);
  const replicas = [...samples.values()].filter((one) => one.node !== primary && one.state?.source);
  const players: Record<TargetRole, (string | undefined)[]> = {
    primary: [primary],
    replica: [replicas[0]?.node],
    replicas: replicas.map((one) => one.node),
    'most-advanced-replica': [mostAdvanced(replicas)],
    proxy: [section.proxy?.service],
    manager: [section.manager?.service],
  };
  const services = players[role].filter((name) => name !== undefined);
  if (services.length === 0)
    throw environmentError(`No ${role} in the cluster at this moment: nothing to inject into.`);
  return services;
}

function mostAdvanced(replicas: readonly Sample[]): string | undefined {
  const received = (sample: Sample): bigint => {
    const executed = parseGtidSet(sample.state?.gtidExecuted ?? '');
    return BigInt(
      countGtids(uniteGtidSets(executed, parseGtidSet(sample.state?.source?.gtidReceived ?? ''))),
    );
  };
  return replicas.toSorted((a, b) => (received(b) > received(a) ? 1 : -1))[0]?.node;
}

/** A service of the drill as faults act on it, through its agent and the engine. */
export function faultTarget(drill: ClusterDrill, name: string): FaultTarget {
  const service = serviceOf(drill.cluster, name);
  return serviceTarget(drill.docker, service, drill.clock, () => drill.sidecars.of(service));
}

/** The same for any service, with a way to get its agent. */
export function serviceTarget(
  docker: Docker,
  service: ClusterService,
  clock: Clock,
  agent: () => Promise<Sidecar>,
): FaultTarget {
  const container = docker.getContainer(service.containerId);
  const isRunning = async (): Promise<boolean> => (await container.inspect()).State.Running;
  return {
    service: service.name,
    containerId: service.containerId,
    serverProcess: service.role === 'node' ? 'mysqld' : undefined,
    run: async (command) => (await agent()).run(command),
    killContainer: async () => {
      const sentAtMs = clock.nowMs();
      await container.kill();
      return { sentAtMs, downAtMs: clock.nowMs() };
    },
    isRunning,
    startAgain: async () => {
      if (await isRunning()) await container.kill({ signal: 'SIGUSR1' });
      else await container.start();
    },
  };
}
