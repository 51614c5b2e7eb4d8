import type { Path } from '../document/source.ts';
import { ownValue } from '../own-value.ts';

/** Capabilities that act on the container and its network alone: those of Docker, and what HA tools ask for. */
const harmless = new Set(
  `AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID IPC_LOCK KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST
   NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT SYS_NICE SYS_PTRACE SYS_RESOURCE`.split(/\s+/),
);

/** A key that a compose file may hold, and which values of it an untrusted topology may not have. */
export type Rule = {
  readonly key: Path;
  readonly expected: string;
  /** Whether a value lets a container act on this machine. */
  readonly reaches: (value: unknown) => boolean;
};

/** A key, and what was expected of it. */
export type Access = { readonly key: Path; readonly message: string };

export const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== false;
const isOthers = (value: unknown): boolean => /^(host|container:.*)$/.test(String(value));
const lists = (value: unknown): unknown[] => (Array.isArray(value) ? value : isSet(value) ? [value] : []);
const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : isSet(value);

/** What a service may say as it likes: it acts on its container, or is looked at by another rule. */
const harmlessKeys = new Set(
  `attach build cap_drop command configs container_name cpu_count cpu_percent cpu_period cpu_quota
   cpu_shares cpus cpuset depends_on deploy develop dns dns_opt dns_search domainname entrypoint env_file environment expose
   extends extra_hosts group_add healthcheck hostname image init isolation label_file labels links logging mac_address
   mem_limit mem_reservation mem_swappiness memswap_limit networks pids_limit platform post_start pre_stop profiles
   pull_policy read_only restart scale secrets shm_size stdin_open stop_grace_period stop_signal sysctls tmpfs tty ulimits
   user volumes working_dir`.split(/\s+/),
);
/** The same of how its image is built. */
const harmlessBuildKeys = new Set(
  `additional_contexts args context dockerfile dockerfile_inline extra_hosts isolation labels no_cache platforms
   provenance pull sbom secrets shm_size target ulimits`.split(/\s+/),
);

/** What a service must not say, because a fault of it would then act on more than its container. */
export const ofServices: readonly Rule[] = [
  { key: ['network_mode'], expected: 'a network of its own', reaches: isOthers },
  { key: ['pid'], expected: 'processes of its own', reaches: isOthers },
  { key: ['ipc'], expected: 'shared memory of its own', reaches: isOthers },
  { key: ['uts'], expected: 'a host name of its own', reaches: isOthers },
  { key: ['userns_mode'], expected: 'the users of Docker', reaches: isOthers },
  { key: ['cgroup'], expected: 'a control group of its own', reaches: isOthers },
  { key: ['cgroup_parent'], expected: 'the control group of Docker', reaches: isSet },
  { key: ['privileged'], expected: 'a service without privileges', reaches: isSet },
  { key: ['devices'], expected: 'no devices of this machine', reaches: (value) => lists(value).length > 0 },
  { key: ['device_cgroup_rules'], expected: 'no devices of this machine', reaches: isFilled },
  { key: ['gpus'], expected: 'no devices of this machine', reaches: isFilled },
  {
    key: ['deploy', 'resources', 'reservations', 'devices'],
    expected: 'no devices of this machine',
    reaches: isFilled,
  },
  { key: ['use_api_socket'], expected: 'a service without the socket of Docker', reaches: isSet },
  { key: ['provider'], expected: 'a container, no program of this machine', reaches: isSet },
  { key: ['runtime'], expected: 'the runtime of Docker', reaches: isSet },
  { key: ['oom_kill_disable'], expected: 'a service that ends when memory runs out', reaches: isSet },
  {
    key: ['oom_score_adj'],
    expected: 'a score of 0 or more',
    reaches: (value) => isSet(value) && !(Number(value) >= 0),
  },
  { key: ['external_links'], expected: 'containers of this file', reaches: isFilled },
  {
    key: ['volumes_from'],
    expected: 'no volumes of other containers',
    reaches: (value) => lists(value).some((one) => String(one).startsWith('container:')),
  },
  {
    key: ['security_opt'],
    expected: 'the confinement of Docker',
    reaches: (value) => lists(value).some((one) => !/^no-new-privileges([:=]true)?$/.test(String(one))),
  },
  {
    key: ['cap_add'],
    expected: `capabilities of a container (${[...harmless].join(', ')})`,
    reaches: (value) =>
      lists(value).some((one) => !harmless.has(String(one).toUpperCase().replace(/^CAP_/, ''))),
  },
  { key: ['build', 'privileged'], expected: 'a build without privileges', reaches: isSet },
  { key: ['build', 'network'], expected: 'a network of its own', reaches: isOthers },
  { key: ['build', 'entitlements'], expected: 'a build without privileges', reaches: isFilled },
  { key: ['build', 'ssh'], expected: 'a build without keys of this machine', reaches: isFilled },
  { key: ['build', 'tags'], expected: 'no other names for the image', reaches: isFilled },
  { key: ['build', 'cache_to'], expected: 'no files of this machine', reaches: isFilled },
  { key: ['build', 'cache_from'], expected: 'no files of this machine', reaches: isFilled },
  { key: ['post_start'], expected: 'a service without privileges', reaches: hasPrivileged },
  { key: ['pre_stop'], expected: 'a service without privileges', reaches: hasPrivileged },
];

const isKnownKey = new Set([...harmlessKeys, ...ofServices.map(({ key }) => String(key[0]))]);
const isKnownBuildKey = new Set([
  ...harmlessBuildKeys,
  ...ofServices.flatMap(({ key }) => (key[0] === 'build' ? [String(key[1])] : [])),
]);

/** Keys that no rule knows: what they let a container do cannot be told. */
export function unknownKeys(service: unknown): Path[] {
  const build = ownValue(ownRecord(service), 'build');
  const unknown = (value: unknown, known: ReadonlySet<string>): string[] =>
    Object.entries(ownRecord(value)).flatMap(([key, one]) =>
      known.has(key) || key.startsWith('x-') || !isFilled(one) ? [] : [key],
    );
  return [
    ...unknown(service, isKnownKey).map((key) => [key]),
    ...unknown(Array.isArray(build) ? undefined : build, isKnownBuildKey).map((key) => ['build', key]),
  ];
}

/** What a network says of a bridge that stays within it. */
const harmlessOptions = /^com\.docker\.network\.(driver\.mtu|bridge\.enable_(ip_masquerade|icc))$/;
export const ofAllNetworks: readonly Rule[] = [
  {
    key: ['driver_opts'],
    expected: 'a bridge of Docker as it is',
    reaches: (value) => Object.keys(ownRecord(value)).some((name) => !harmlessOptions.test(name)),
  },
  {
    key: ['ipam', 'driver'],
    expected: 'the addresses of Docker',
    reaches: (value) => isSet(value) && value !== 'default',
  },
];

export const ofNetworks: readonly Rule[] = [
  ...ofAllNetworks,
  { key: ['external'], expected: 'a network of this file', reaches: isSet },
  {
    key: ['driver'],
    expected: 'a bridge',
    reaches: (value) => isSet(value) && !['bridge', 'overlay', 'none'].includes(String(value)),
  },
];

export const ofAllVolumes: readonly Rule[] = [
  {
    key: ['driver'],
    expected: 'a volume that Docker keeps',
    reaches: (value) => isSet(value) && value !== 'local',
  },
];

export const ofVolumes: readonly Rule[] = [
  ...ofAllVolumes,
  { key: ['external'], expected: 'a volume of this file: a drill destroys what it holds', reaches: isSet },
  { key: ['name'], expected: 'no name: others may have a volume of this name', reaches: isSet },
  {
    key: ['driver_opts', 'device'],
    expected: 'a volume that Docker keeps: a drill destroys what it holds',
    reaches: isSet,
  },
];

/** Ports of this machine are others' too. In a copy of a user's stack they are dropped. */
export const ofPorts: Rule = { key: ['ports'], expected: 'no ports of this machine', reaches: isFilled };

function hasPrivileged(hooks: unknown): boolean {
  return lists(hooks).some((hook) => isSet(ownValue(ownRecord(hook), 'privileged')));
}

/** A map as it is; anything else has no keys. */
export function ownRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
