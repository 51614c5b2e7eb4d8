/**
 * Every capability (capabilities(7)) that a fault agent may have, and what it is for. An agent begins with none, and gets
 * those that the faults of its drill name.
 */
export const capabilities = {
  KILL: 'signals to processes of other users',
  NET_ADMIN: "packet filter rules, queueing disciplines and connections of the target's network",
  SYS_PTRACE: "the target's files, which it reaches by way of its PID 1",
  DAC_OVERRIDE: 'files of other users among them',
  SYS_ADMIN: "the shut-down of a file system on the target's disks",
} as const;

export type Capability = keyof typeof capabilities;

/** What an agent may do beyond being a process without any capability. */
export type AgentRights = {
  readonly capabilities: readonly Capability[];
  /** The cgroups of the engine's containers, for writing: limits of a block device are set there. */
  readonly cgroups?: boolean;
};
