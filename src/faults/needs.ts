/** What a fault may need of the machine that runs the containers, beyond a Docker Engine, and what it is for. */
export const needs = {
  nftables: 'packet filter rules in the network namespace of a container',
  'traffic-shaping': 'a token bucket (tc tbf) in the network namespace of a container',
  delay: 'netem, or NFQUEUE and the delayer of the toolbox image',
  netem: "the kernel's network emulator (tc netem)",
  'loop-xfs': 'loop devices and XFS, for data volumes of a fixed size',
  'io-throttle': 'a cgroup controller that throttles a block device (blkio, or io of cgroup v2)',
  'memory-limit': 'the memory controller of cgroups',
  'cpu-limit': 'the CPU controller of cgroups',
} as const;

export type Need = keyof typeof needs;

/** Whether a machine has something; `found` says how that is known, or why it is not. */
export type Availability = { readonly available: boolean | 'unknown'; readonly found: string };

/** What is known of a machine. What was not asked is left out. */
export type Machine = { readonly [need in Need]?: Availability };

type Needing = { readonly premises: { readonly machine?: readonly Need[] } };

/** All that some faults need, each thing once. */
export function needsOf(faults: readonly Needing[]): ReadonlySet<Need> {
  return new Set(faults.flatMap(({ premises }) => premises.machine ?? []));
}

/** What a fault needs and a machine surely has not. */
export function lackingFor({ premises }: Needing, machine: Machine): Need[] {
  return (premises.machine ?? []).filter((need) => machine[need]?.available === false);
}
