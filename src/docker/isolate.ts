import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type BindFate, fateOf, type PathLook } from '../topology/bind-fate.ts';
import type { ComposeConfig, ComposeMount, ComposeService } from '../topology/compose-config.ts';
import { dataFolderOf } from '../topology/roles.ts';
import type { TopologySection } from '../topology/schema.ts';
import { labelsOf as labelsOfRun } from './labels.ts';
import { overlap } from './subnet.ts';

/** A file or folder of the user, and where its copy for the run goes. */
export type Copy = { readonly from: string; readonly to: string };

export type Isolated = {
  readonly config: ComposeConfig;
  readonly copies: readonly Copy[];
  /** What differs from the stack as it was written, a line each. */
  readonly changes: readonly string[];
  /** Networks whose addresses are needed and taken, with what takes them. */
  readonly conflicts: readonly string[];
};

/** What is known of this machine. */
export type Surroundings = {
  lookAt(path: string): PathLook;
  /** Networks in use, as `10.0.0.0/24`, with what uses them. */
  readonly subnets: ReadonlyMap<string, string>;
};

const logging = { driver: 'json-file', options: { 'max-size': '100m', 'max-file': '1' } };

/**
 * A copy of a stack that runs beside the user's own and changes nothing of it. Names of containers, networks and volumes,
 * ports of the host and folders that are written to are replaced; restart policies and addresses stay as they are, since
 * both change what a drill measures.
 *
 * @param folder of the run, for copies of files
 */
export function isolate(
  config: ComposeConfig,
  {
    section,
    run,
    folder,
    kept,
  }: {
    readonly section: TopologySection;
    readonly run: string;
    readonly folder: string;
    readonly kept?: boolean | undefined;
  },
  surroundings: Surroundings,
): Isolated {
  const labels = labelsOfRun(run, { kept });
  const services = Object.entries(config.services).map(
    ([name, service]) =>
      [name, isolatedService(name, service, { section, folder, labels }, surroundings)] as const,
  );
  const networks = Object.entries(config.networks).map(
    ([name, network]) => [name, isolatedNetwork(name, network, config, section, surroundings)] as const,
  );
  const volumes = Object.entries(config.volumes).map(
    ([name, volume]) => [name, isolatedVolume(name, volume)] as const,
  );
  const added = services.flatMap(([, one]) => one.addedVolumes);
  const parts = [...services, ...networks, ...volumes].map(([, one]) => one);
  const { name: _, ...rest } = config;
  return {
    config: {
      ...rest,
      services: Object.fromEntries(services.map(([name, one]) => [name, one.service])),
      networks: Object.fromEntries(networks.map(([name, one]) => [name, { ...one.network, labels }])),
      volumes: Object.fromEntries([
        ...volumes.map(([name, one]) => [name, { ...one.volume, labels }] as const),
        ...added.map((name) => [name, { labels }] as const),
      ]),
    },
    copies: services.flatMap(([, one]) => one.copies),
    changes: parts.flatMap((one) => one.changes),
    conflicts: networks.flatMap(([, one]) => one.conflicts),
  };
}

type Around = {
  readonly section: TopologySection;
  readonly folder: string;
  readonly labels: Readonly<Record<string, string>>;
};

function isolatedService(
  name: string,
  service: ComposeService,
  { section, folder, labels }: Around,
  { lookAt }: Surroundings,
) {
  const { container_name: containerName, ports, profiles: _, ...kept } = service;
  const mounts = service.volumes.map((mount, index) => {
    const fate: BindFate =
      mount.type === 'bind'
        ? fateOf(mount, dataFolderOf(section, name), lookAt(mount.source ?? ''))
        : { fate: 'kept' };
    return isolatedMount(name, index, mount, fate, folder);
  });
  return {
    service: {
      ...kept,
      // An image that is built here must not take the place of the user's own.
      ...(service.build === undefined ? {} : { image: imageOf(name, service.build) }),
      volumes: mounts.map(({ mount }) => mount),
      networks: namedOn(service.networks, containerName),
      labels: { ...labelsOf(service), ...labels },
      logging,
    },
    copies: mounts.flatMap(({ copy }) => copy ?? []),
    addedVolumes: mounts.flatMap(({ volume }) => volume ?? []),
    changes: [
      ...(containerName === undefined ? [] : [`${name}: container name ${String(containerName)} dropped`]),
      ...(Array.isArray(ports) && ports.length > 0 ? [`${name}: ports of the host dropped`] : []),
      ...mounts.flatMap(({ change }) => change ?? []),
    ],
  };
}

/** Others find a container by its name: without that name they still do, by an alias. */
function namedOn(networks: ComposeService['networks'], containerName: unknown): ComposeService['networks'] {
  if (typeof containerName !== 'string') return networks;
  return Object.fromEntries(
    Object.entries(networks).map(([network, settings]) => {
      const aliases: unknown = settings?.aliases;
      const kept: unknown[] = Array.isArray(aliases) ? aliases : [];
      return [network, { ...settings, aliases: [...new Set([...kept, containerName])] }];
    }),
  );
}

function labelsOf(service: ComposeService): Record<string, string> {
  const { labels } = service;
  return typeof labels === 'object' && labels !== null ? (labels as Record<string, string>) : {};
}

/** What the names of images begin with that are built for copies of stacks. */
export const stackImagePrefix = 'ha-drill-stack/';

/** The same for the same service of the same folder: it is built once, and no other stack's takes its place. */
function imageOf(service: string, build: unknown): string {
  const name = service.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const hash = createHash('sha256').update(JSON.stringify(build)).digest('hex');
  return `${stackImagePrefix}${name}:${hash.slice(0, 12)}`;
}

type IsolatedMount = {
  readonly mount: ComposeMount;
  readonly copy?: Copy;
  readonly volume?: string;
  readonly change?: string;
};

function isolatedMount(
  service: string,
  index: number,
  mount: ComposeMount,
  { fate }: BindFate,
  folder: string,
): IsolatedMount {
  const { source = '', target } = mount;
  if (fate === 'copied') {
    const to = join(folder, 'copies', `${service}-${index}`);
    return {
      mount: { ...mount, source: to },
      copy: { from: source, to },
      change: `${service}: a copy of ${source} at ${target}`,
    };
  }
  if (fate === 'emptied') {
    const volume = `${service}-bind-${index}`;
    return {
      mount: { type: 'volume', source: volume, target },
      volume,
      change: `${service}: an empty volume at ${target} in place of ${source}`,
    };
  }
  return { mount };
}

function isolatedNetwork(
  name: string,
  network: ComposeConfig['networks'][string],
  { services }: ComposeConfig,
  { endpoints }: TopologySection,
  { subnets }: Surroundings,
) {
  const { name: _, external, attachable: _a, driver, ...kept } = network ?? {};
  const changes = [
    ...(external ? [`network ${name}: one of the run in place of the external one`] : []),
    ...(driver === undefined || driver === 'bridge'
      ? []
      : [`network ${name}: a bridge in place of the driver ${driver}`]),
  ];
  const pools = kept.ipam?.config ?? [];
  const taken = pools.flatMap(({ subnet }) =>
    subnet === undefined
      ? []
      : [...subnets].flatMap(([used, by]) => (overlap(subnet, used) ? [{ subnet, by }] : [])),
  );
  const [first] = taken;
  if (!first) return { network: kept, changes, conflicts: [] };
  const addresses = [endpoints.write, endpoints.read].flatMap((one) => one?.address ?? []);
  const isFixed =
    addresses.some((address) => pools.some(({ subnet }) => subnet && overlap(subnet, `${address}/32`))) ||
    Object.values(services).some((service) => service.networks[name]?.ipv4_address !== undefined);
  if (isFixed) {
    const conflict = `network ${name}: ${first.subnet} is in use by ${first.by}, and addresses in it are fixed`;
    return { network: kept, changes, conflicts: [conflict] };
  }
  const { ipam: _i, ...free } = kept;
  return {
    network: free,
    changes: [...changes, `network ${name}: another subnet, since ${first.subnet} is in use by ${first.by}`],
    conflicts: [],
  };
}

function isolatedVolume(name: string, volume: ComposeConfig['volumes'][string]) {
  const { name: _, external, driver_opts: options, ...kept } = volume ?? {};
  const ofMemory = options?.type === 'tmpfs';
  return {
    volume: { ...kept, ...(ofMemory ? { driver_opts: options } : {}) },
    changes: [
      ...(external ? [`volume ${name}: an empty one in place of the external one`] : []),
      ...(options && !ofMemory ? [`volume ${name}: an empty one of Docker in place of its own device`] : []),
    ],
  };
}
