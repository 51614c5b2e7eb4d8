import { problemAt, valueAt } from '../document/check.ts';
import type { Problem } from '../document/problem.ts';
import type { Path, Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { ownValue } from '../own-value.ts';
import { pathOf, type ServiceLayer } from './services.ts';

/** Capabilities that act on the container and its network alone: those of Docker, and what HA tools ask for. */
const harmless = new Set(
  `AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID IPC_LOCK KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST
   NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT SYS_NICE SYS_PTRACE SYS_RESOURCE`.split(/\s+/),
);

type Rule = {
  readonly key: Path;
  readonly expected: string;
  /** Whether a value lets a container act on this machine. */
  readonly reaches: (value: unknown) => boolean;
};

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== false;
const isOthers = (value: unknown): boolean => /^(host|container:.*)$/.test(String(value));
const lists = (value: unknown): unknown[] => (Array.isArray(value) ? value : isSet(value) ? [value] : []);

/** What a service must not say, because a fault of it would then act on more than its container. */
const ofServices: readonly Rule[] = [
  { key: ['network_mode'], expected: 'a network of its own', reaches: isOthers },
  { key: ['pid'], expected: 'processes of its own', reaches: isOthers },
  { key: ['ipc'], expected: 'shared memory of its own', reaches: isOthers },
  { key: ['uts'], expected: 'a host name of its own', reaches: isOthers },
  { key: ['userns_mode'], expected: 'the users of Docker', reaches: isOthers },
  { key: ['cgroup'], expected: 'a control group of its own', reaches: isOthers },
  { key: ['cgroup_parent'], expected: 'the control group of Docker', reaches: isSet },
  { key: ['privileged'], expected: 'a service without privileges', reaches: isSet },
  { key: ['devices'], expected: 'no devices of this machine', reaches: (value) => lists(value).length > 0 },
  { key: ['device_cgroup_rules'], expected: 'no devices of this machine', reaches: isSet },
  { key: ['use_api_socket'], expected: 'a service without the socket of Docker', reaches: isSet },
  { key: ['provider'], expected: 'a container, no program of this machine', reaches: isSet },
  {
    key: ['volumes_from'],
    expected: 'no volumes of other containers',
    reaches: (value) => lists(value).some((one) => String(one).startsWith('container:')),
  },
  {
    key: ['security_opt'],
    expected: 'the confinement of Docker',
    reaches: (value) => lists(value).some((one) => /unconfined|label[:=]disable/.test(String(one))),
  },
  {
    key: ['cap_add'],
    expected: `capabilities of a container (${[...harmless].join(', ')})`,
    reaches: (value) =>
      lists(value).some((one) => !harmless.has(String(one).toUpperCase().replace(/^CAP_/, ''))),
  },
  { key: ['build', 'privileged'], expected: 'a build without privileges', reaches: isSet },
  { key: ['build', 'network'], expected: 'a network of its own', reaches: isOthers },
  { key: ['build', 'entitlements'], expected: 'a build without privileges', reaches: isSet },
  { key: ['post_start'], expected: 'a service without privileges', reaches: hasPrivileged },
  { key: ['pre_stop'], expected: 'a service without privileges', reaches: hasPrivileged },
];

const ofNetworks: readonly Rule[] = [
  { key: ['external'], expected: 'a network of this file', reaches: isSet },
  {
    key: ['driver'],
    expected: 'a bridge',
    reaches: (value) => isSet(value) && !['bridge', 'overlay', 'none'].includes(String(value)),
  },
];

const ofVolumes: readonly Rule[] = [
  { key: ['external'], expected: 'a volume of this file: a drill destroys what it holds', reaches: isSet },
  { key: ['name'], expected: 'no name: others may have a volume of this name', reaches: isSet },
  {
    key: ['driver_opts', 'device'],
    expected: 'a volume that Docker keeps: a drill destroys what it holds',
    reaches: isSet,
  },
];

/** What one layer of a service says that would let faults act on this machine instead of its container. */
export function serviceAccessProblems(layer: ServiceLayer): Problem[] {
  return broken(layer.source, pathOf(layer), ofServices);
}

/**
 * The same of a service as Compose resolved it: each key that reaches out of its container, and what was expected. Dollar
 * signs are text by then.
 */
export function accessOf(service: unknown): { readonly key: Path; readonly message: string }[] {
  return ofServices.flatMap(({ key, expected, reaches }) => {
    const value = key.reduce<unknown>((inside, part) => ownValue(ownRecord(inside), String(part)), service);
    return reaches(value) ? [{ key, message: complaint(expected, key, value) }] : [];
  });
}

/** The same of what a compose file says beside its services. Other files are not looked into, so none may be included. */
export function fileAccessProblems(source: Source): Problem[] {
  const each = (section: string, rules: readonly Rule[]) =>
    Object.keys(ownRecord(valueAt(source, [section]))).flatMap((name) =>
      broken(source, [section, name], rules),
    );
  const included = isSet(valueAt(source, ['include']))
    ? [problemAt(source, ['include'], 'expected all services in this file (or extended), found include')]
    : [];
  return [...included, ...each('networks', ofNetworks), ...each('volumes', ofVolumes)];
}

function broken(source: Source, around: Path, rules: readonly Rule[]): Problem[] {
  return rules.flatMap(({ key, expected, reaches }) => {
    const path = [...around, ...key];
    const value = valueAt(source, path);
    // A variable may be set to anything when the drill runs.
    if (!reaches(value) && !(isSet(value) && JSON.stringify(value).includes('$'))) return [];
    return [problemAt(source, path, complaint(expected, key, value), remedy)];
  });
}

function complaint(expected: string, key: Path, value: unknown): string {
  const found = Array.isArray(value) ? value.map(shown).join(', ') : shown(value);
  return `expected ${expected}, found ${key.join('.')} ${found}`;
}

/** Why access to this machine is refused. */
export const remedy = 'with it, what a drill breaks may be this machine';

function hasPrivileged(hooks: unknown): boolean {
  return lists(hooks).some((hook) => isSet(ownValue(ownRecord(hook), 'privileged')));
}

function ownRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
