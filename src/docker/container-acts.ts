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

/** What is done to a container, and asked of it, by way of the engine. */
export type ContainerActs = {
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
   * Runs a program of the container's image beside it, with its volumes, also while it is down; resolves with the exit
   * code.
   */
  runOnVolumes(command: readonly string[]): Promise<number>;
  /** The last `lines` lines that PID 1 and its children wrote. */
  logTail(lines: number): Promise<string>;
  /** Starts the container again if it is down, else asks its supervisor, where it has one, to start the server. */
  startAgain(): Promise<void>;
};
