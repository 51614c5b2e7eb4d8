/** What the engine says of a container. */
export type ContainerState = {
  /** False while its restart policy waits before the next start. */
  readonly running: boolean;
  /** Its restart policy starts it again by and by. */
  readonly restarting: boolean;
  readonly paused: boolean;
  /** Of its last end. */
  readonly exitCode: number;
  /** The kernel killed a process of it for want of memory, since its last start. */
  readonly oomKilled: boolean;
  /** Changes with every start; of the engine's clock, as the next. */
  readonly startedAt: string;
  /** When its last run ended. */
  readonly finishedAt: string;
  /** The process id of its PID 1 on the host; 0 while it is down. */
  readonly hostPid: number;
  /** Starts by its restart policy since somebody started it. */
  readonly restarts: number;
  /** `no`, `always`, `unless-stopped` or `on-failure`. */
  readonly restartPolicy: string;
  /** What `docker stop` sends to PID 1. */
  readonly stopSignal: string;
  /** Its PID 1 is the supervisor of ha-drill, which outlives the server. */
  readonly supervised: boolean;
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

/** How often the engine told that the memory of a container had run out, while it was listened to. */
export type MemoryRunOut = { times(): number; stop(): void };

/** What is done to a container, and asked of it, by way of the engine. */
export type ContainerActs = {
  /**
   * SIGKILL to PID 1 of the container (`docker kill`), and no start by its restart policy; resolves when the engine has
   * seen it end.
   */
  killContainer(): Promise<{ sentAtMs: number; downAtMs: number }>;
  /**
   * The container's stop signal to PID 1 (`docker stop`), SIGKILL 60 s later, and no start by its restart policy; resolves
   * when it has ended.
   */
  stopContainer(): Promise<{ sentAtMs: number; downAtMs: number }>;
  /** Freezes every process of the container (`docker pause`: the freezer cgroup). Idempotent. */
  pauseContainer(): Promise<{ sentAtMs: number; pausedAtMs: number }>;
  /** Undoes pauseContainer. Idempotent. */
  unpauseContainer(): Promise<void>;
  /** Starts the container (`docker start`). Idempotent. */
  startContainer(): Promise<void>;
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
};
