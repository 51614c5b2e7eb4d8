import type Docker from 'dockerode';
import { z } from 'zod';
import type { Cluster } from '../docker/cluster.ts';
import { composeConfig } from '../docker/compose.ts';
import type { ClusterService } from '../docker/services.ts';
import type { ServiceFacts } from './facts.ts';

const mount = z.object({
  type: z.string(),
  source: z.string().default(''),
  target: z.string(),
  read_only: z.boolean().default(false),
});

const given = z.object({ source: z.string(), target: z.string().optional() });

const service = z.object({
  volumes: z.array(mount).default([]),
  depends_on: z
    .record(z.string(), z.object({ condition: z.string().default('service_started') }))
    .default({}),
  container_name: z.string().optional(),
  networks: z.record(z.string(), z.object({ ipv4_address: z.string().optional() }).nullable()).default({}),
  configs: z.array(given).default([]),
  network_mode: z.string().optional(),
});

const schema = z.object({
  services: z.record(z.string(), service),
  configs: z
    .record(z.string(), z.object({ file: z.string().optional(), content: z.string().optional() }))
    .default({}),
});

/** What the compose files of a stack say of its services, every reference resolved. */
export type Written = z.infer<typeof schema>;

/** As the user wrote it: paths of a copy would mean nothing to anybody. */
export async function readWritten({ topology, project }: Cluster): Promise<Written> {
  return schema.parse(topology.stack?.config ?? (await composeConfig(project)));
}

/** What is known of every service of a cluster. */
export function lookAtServices(
  docker: Docker,
  cluster: Cluster,
  written: Written,
): Promise<readonly ServiceFacts[]> {
  const byName = [...cluster.services.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(byName.map((one) => lookAtService(docker, one, written.services[one.name])));
}

async function lookAtService(
  docker: Docker,
  { name, role, image, isOver, containerId }: ClusterService,
  written: Written['services'][string] | undefined,
): Promise<ServiceFacts> {
  const { Config, HostConfig, NetworkSettings } = await docker.getContainer(containerId).inspect();
  const test: readonly string[] = Config.Healthcheck?.Test ?? [];
  const aliases = Object.values(NetworkSettings.Networks).flatMap((network) => network.Aliases ?? []);
  const fixed = Object.values(written?.networks ?? {}).flatMap((network) => network?.ipv4_address ?? []);
  return {
    name,
    role,
    image,
    isOver,
    restart: HostConfig.RestartPolicy?.Name || 'no',
    healthcheck: test[0] === 'NONE' ? [] : test,
    entrypoint: [Config.Entrypoint ?? []].flat(),
    waitsFor: Object.fromEntries(
      Object.entries(written?.depends_on ?? {}).map(([other, { condition }]) => [other, condition]),
    ),
    livesIn: /^service:(.+)$/.exec(written?.network_mode ?? '')?.[1],
    mounts: (written?.volumes ?? []).map(({ type, source, target, read_only: readOnly }) => ({
      type,
      source,
      target,
      readOnly,
    })),
    names: [name, Config.Hostname, written?.container_name ?? [], ...aliases, ...fixed].flat(),
    hasFixedNames: (HostConfig.ExtraHosts ?? []).length > 0,
    environment: Object.fromEntries(
      (Config.Env ?? []).map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
    ),
  };
}
