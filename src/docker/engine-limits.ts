import type Docker from 'dockerode';
import type { ContainerActs, ContainerLimits, ContainerUsage } from './container-acts.ts';

/** The kernel's default, where the engine was told none. */
const periodUs = 100_000;
/** The engine refuses or ignores 0 and less for "no limit". This is the kernel's own: all pages it can count. */
const noLimitBytes = 2 ** 63 - 4096;

/** The limits of one container, and what it uses of them. */
export function engineLimits(
  container: Docker.Container,
): Pick<ContainerActs, 'limits' | 'setLimits' | 'usage' | 'runInContainer'> {
  return {
    limits: async () => readLimits((await container.inspect()).HostConfig),
    setLimits: async (limits) => {
      const { HostConfig } = await container.inspect();
      await container.update(updateOf(HostConfig, limits));
    },
    usage: async () => readUsage(await container.stats({ stream: false, 'one-shot': true })),
    runInContainer: async (command) => {
      const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
      const output = await exec.start({});
      output.resume();
      await new Promise((resolve) => output.on('close', resolve));
      return (await exec.inspect()).ExitCode ?? undefined;
    },
  };
}

type HostConfig = Pick<Docker.HostConfig, 'NanoCpus' | 'CpuQuota' | 'CpuPeriod' | 'Memory' | 'MemorySwap'>;

/** What the engine was told; 0, less than 0 and the kernel's greatest number all say that there is no limit. */
export function readLimits(told: HostConfig): ContainerLimits {
  const bytes = (value: number | undefined): number | null =>
    value !== undefined && value > 0 && value < noLimitBytes ? value : null;
  const { NanoCpus = 0, CpuQuota = 0, CpuPeriod = 0 } = told;
  const ofQuota = CpuQuota > 0 ? CpuQuota / (CpuPeriod || periodUs) : null;
  return {
    cpus: NanoCpus > 0 ? NanoCpus / 1e9 : ofQuota,
    memoryBytes: bytes(told.Memory),
    memoryAndSwapBytes: bytes(told.MemorySwap),
  };
}

/**
 * What to tell the engine. CPUs go by a quota, since `NanoCpus` cannot be taken back; where `NanoCpus` is told
 * already, the engine refuses a quota beside it.
 */
export function updateOf(told: HostConfig, limits: Partial<ContainerLimits>): HostConfig {
  const { cpus, memoryBytes, memoryAndSwapBytes } = limits;
  const update: HostConfig = {};
  if (cpus !== undefined) {
    if (told.NanoCpus) update.NanoCpus = Math.round((cpus ?? 0) * 1e9);
    else update.CpuQuota = cpus === null ? -1 : Math.round(cpus * (told.CpuPeriod || periodUs));
  }
  if (memoryBytes !== undefined) update.Memory = memoryBytes ?? noLimitBytes;
  if (memoryAndSwapBytes !== undefined) update.MemorySwap = memoryAndSwapBytes ?? noLimitBytes;
  return update;
}

/** The names of cgroup v1, or of v2. */
function readUsage({ cpu_stats, memory_stats }: Docker.ContainerStats): ContainerUsage {
  const stats: Partial<Record<string, number>> = { ...memory_stats.stats };
  return {
    throttledPeriods: cpu_stats.throttling_data?.throttled_periods ?? 0,
    anonymousBytes: stats.total_rss ?? stats.anon ?? 0,
  };
}
