import type { Connection } from 'mysql2/promise';
import type { z } from 'zod';
import type { Trait } from '../engine/replication/traits.ts';
import type { Aim } from './aim.ts';
import type { Hold } from './holds.ts';
import type { Need } from './needs.ts';

/** Evidence, and the instant for which it holds, on the drill's clock. */
export type Proof = {
  readonly proved: boolean;
  /** What was observed: process states, packet counters, free bytes. */
  readonly evidence: string;
  /** The earliest instant at which the effect may have begun: time zero. Rounded against the cluster. */
  readonly effectAtMs: number;
  /** What else is known of it to the instant, for the record. */
  readonly known?: Record<string, number | number[]>;
};

/** What the agent printed for one command, and the bracket of instants in which it ran (drill clock). */
export type AgentReply = {
  readonly lines: readonly string[];
  readonly sentAtMs: number;
  readonly repliedAtMs: number;
};

/** The roles a service may play when a fault is injected. */
export type PeerRole = 'primary' | 'replica' | 'proxy' | 'manager' | 'backup' | 'other';

/** A service of the cluster as others see it. */
export type Peer = { readonly service: string; readonly role: PeerRole; readonly address: string };

/** What the engine says of a container. */
export type ContainerState = {
  readonly running: boolean;
  readonly paused: boolean;
  /** Of its last end. */
  readonly exitCode: number;
  /** The kernel killed a process of it for want of memory, since its last start. */
  readonly oomKilled: boolean;
  /** Changes with every start. */
  readonly startedAt: string;
};

/** What a container may use; null where nothing limits it. */
export type ContainerLimits = {
  /** Cores: 0.05 is 5 ms in every 100 ms. */
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
  readonly memoryAndSwapBytes: number | null;
};

/** What a container uses by now. */
export type ContainerUsage = {
  /** Periods of the CPU quota in which its processes had to wait for the next one. */
  readonly throttledPeriods: number;
  /** Memory that has no file behind it: the kernel cannot get it back without killing. */
  readonly anonymousBytes: number;
};

/** A volume of a database node that has a fixed size: a file system of its own (XFS) on a loop device. */
export type Disk = { readonly use: 'data' | 'binlog'; readonly mountPoint: string };

/** A service of the cluster, as a fault may act on it. */
export type FaultTarget = Peer & {
  readonly containerId: string;
  /** The name of the server process under a supervisor; undefined where the server is PID 1 of its container. */
  readonly serverProcess: string | undefined;
  /** None where its volumes are the engine's usual ones, on a disk that others use as well. */
  readonly disks: readonly Disk[];
  /** Runs a command of the sidecar agent in the target's namespaces; resolves with what it printed. */
  run(command: string): Promise<AgentReply>;
  /** A new connection as administrator. The caller destroys it. Rejects for a service that is no database node. */
  connect(): Promise<Connection>;
  /** SIGKILL to PID 1 of the container (`docker kill`); resolves when the engine has seen it end. */
  killContainer(): Promise<{ sentAtMs: number; downAtMs: number }>;
  /** SIGTERM to PID 1 of the container (`docker stop`), SIGKILL 60 s later; resolves when it has ended. */
  stopContainer(): Promise<{ sentAtMs: number; downAtMs: number }>;
  /** Freezes every process of the container (`docker pause`: the freezer cgroup). Idempotent. */
  pauseContainer(): Promise<{ sentAtMs: number; pausedAtMs: number }>;
  /** Undoes pauseContainer. Idempotent. */
  unpauseContainer(): Promise<void>;
  /** Whether the engine sees the container running (a paused one is). */
  isRunning(): Promise<boolean>;
  containerState(): Promise<ContainerState>;
  limits(): Promise<ContainerLimits>;
  /** Changes those that are named. They outlive a restart of the container. */
  setLimits(limits: Partial<ContainerLimits>): Promise<void>;
  /** Zeros while it is down. */
  usage(): Promise<ContainerUsage>;
  /** Runs a program within the container's limits; resolves with its exit code, undefined when it went with the container. */
  runInContainer(command: readonly string[]): Promise<number | undefined>;
  /**
   * Runs a program of the target's image beside it, with its volumes, also while it is down; resolves with the exit
   * code.
   */
  runOnVolumes(command: readonly string[]): Promise<number>;
  /** The last `lines` lines that PID 1 and its children wrote. */
  logTail(lines: number): Promise<string>;
  /** Starts the container again if it is down, else asks its supervisor, where it has one, to start the server. */
  startAgain(): Promise<void>;
};

/** What a fault may know beyond its targets. */
export type FaultContext = {
  /** Every service of the cluster, the targets included, with the roles of this moment. */
  readonly peers: readonly Peer[];
  /** Milliseconds on the drill's clock. */
  readonly nowMs: () => number;
};

/** A fault in force, or being brought into force. */
export type Injection = {
  /** Waits for evidence that the fault is in force on every target. */
  prove(): Promise<Proof>;
  /** How to undo it; null when nothing stays injected. What died stays dead: that is recovery, not healing. */
  readonly healing: Healing | null;
};

export type Healing = {
  /** Undoes the fault. Idempotent, and possible when its target is down by now. */
  heal(): Promise<void>;
  /** Waits for evidence that nothing of the fault is left. */
  prove(): Promise<Proof>;
};

/** One way to break a cluster. */
export type Fault<Schema extends z.ZodType = z.ZodType> = {
  readonly name: string;
  /** What really happens, for `ha-drill list` and the report. */
  readonly description: string;
  readonly parameters: Schema;
  /** What it needs of the machine; nothing where it is left out. */
  readonly needs?: readonly Need[];
  /** Roles of which somebody besides its target must be there; nothing where it is left out. */
  others?(parameters: z.output<Schema>): readonly PeerRole[];
  /** On which roles it means something. */
  readonly aim: Aim;
  /** What the kind of replication must be like; nothing where it is left out. */
  readonly premises?: readonly Trait[];
  /** How it ends: it is healed; what it stopped is started again; or what it did lasts, and there is nothing to end. */
  readonly end: 'healed' | 'started-again' | 'lasting';
  /** Its target may lose its role by it: another node leads, or nobody sees it. */
  readonly unseats?: boolean;
  /** What it holds of its target while it is in force, so that no fault can be brought into force that uses it. */
  holds?(parameters: z.output<Schema>): readonly Hold[];
  /** What no other fault may hold while this one is brought into force; of what one at a time can have, its own too. */
  uses?(parameters: z.output<Schema>): readonly Hold[];
  /** Folders that it empties: they must be those of the volumes of its target. */
  folders?(parameters: z.output<Schema>): readonly string[];
  inject(
    targets: readonly FaultTarget[],
    parameters: z.output<Schema>,
    context: FaultContext,
  ): Promise<Injection>;
};
