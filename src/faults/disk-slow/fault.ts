import { z } from 'zod';
import type { Disk } from '../../docker/container-acts.ts';
import { databaseNode } from '../premises.ts';
import { onDisks } from '../shared/agents.ts';
import { diskOf, volume } from '../shared/disk/disk.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { runIfUp } from '../shared/run-if-up.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';

const bytesAtLeast = 4096;

const parameters = z
  .object({
    volume,
    bytesPerSecond: z
      .number()
      .int()
      .min(bytesAtLeast)
      .max(1_000_000_000)
      .optional()
      .meta({ description: 'bytes read, and bytes written; 262144 where iops is left out, too' }),
    iops: z
      .number()
      .int()
      .min(1)
      .max(500)
      .optional()
      .meta({ description: 'reads, and writes; below 50 a server practically stands still' }),
  })
  .strict();

/** As many of each a second, reading and writing; 0 for no limit. */
type Limits = { readonly bytes: number; readonly operations: number };

/** A disk that is worn out, or shared with too many. */
export const fault: Fault<typeof parameters> = {
  name: 'disk-slow',
  description:
    "Throttles the disk of a volume for the target's container, by its cgroup: blkio of cgroup v1, or io.max of v2.",
  disruption: () => 'storage',
  parameters,
  agent: { ...onDisks([], new URL('./sidecar.sh', import.meta.url)), cgroups: true },
  premises: {
    target: databaseNode('only database nodes have volumes of a fixed size'),
    machine: ['loop-xfs', 'io-throttle'],
    volume: ({ volume: use }) => use,
  },
  end: 'healed',
  holds: ({ volume: use }) => [`${use} volume`],
  uses: ({ volume: use }) => ['container', `${use} volume`],
  inject: (targets, { volume: use, bytesPerSecond, iops }, context) => {
    const limits = { bytes: bytesPerSecond ?? (iops === undefined ? 262_144 : 0), operations: iops ?? 0 };
    return onEachTarget(targets, async (target) =>
      throttle(target, diskOf('disk-slow', target, use), limits, context),
    );
  },
};

async function throttle(
  target: FaultTarget,
  disk: Disk,
  limits: Limits,
  context: FaultContext,
): Promise<Injection> {
  const { mountPoint } = disk;
  const about = `${disk.use} volume`;
  const beforeMs = await syncedWritesMs(target, disk, limits, context);
  const { sentAtMs } = await target.run(`throttle ${mountPoint} ${limits.bytes} ${limits.operations}`);
  let underMs = Number.NaN;
  return {
    effectAtMs: sentAtMs,
    prove: async () => {
      const { lines } = await target.run('throttles');
      underMs = await syncedWritesMs(target, disk, limits, context);
      const evidence = `${about}: ${describe(limits)} took ${beforeMs.toFixed(0)} ms before, ${underMs.toFixed(0)} ms now; ${lines.join(', ')}`;
      return { proved: lines.length > 0 && underMs > 2 * beforeMs, evidence };
    },
    healing: {
      heal: async () => void (await runIfUp(target, `throttle ${mountPoint} 0 0`)),
      prove: async () => {
        const lines = (await runIfUp(target, 'throttles'))?.lines;
        if (!lines) {
          return { proved: true, evidence: `${about}: the server is down, and its cgroup with it` };
        }
        const afterMs = await syncedWritesMs(target, disk, limits, context);
        const evidence = `${about}: ${describe(limits)} took ${afterMs.toFixed(0)} ms; ${lines.join(', ') || 'no limit is left'}`;
        const isSlow = afterMs > underMs / 2;
        const proved = lines.length === 0 && !isSlow;
        return { proved, evidence };
      },
    },
  };
}

/** Synced writes that take one second or more under the limits: one of the bytes of a second, or one operation each. */
function writesOf({ bytes, operations }: Limits): { readonly blockBytes: number; readonly times: number } {
  return operations === 0 ? { blockBytes: bytes, times: 1 } : { blockBytes: bytesAtLeast, times: operations };
}

function describe(limits: Limits): string {
  const { blockBytes, times } = writesOf(limits);
  return `${times} synced ${times === 1 ? 'write' : 'writes'} of ${blockBytes} bytes`;
}

/** Makes them in the target's container, whose cgroup is throttled. @returns NaN when the container went meanwhile */
async function syncedWritesMs(
  target: FaultTarget,
  { mountPoint }: Disk,
  limits: Limits,
  { nowMs }: FaultContext,
): Promise<number> {
  const { blockBytes, times } = writesOf(limits);
  const dd = 'dd if=/dev/zero of="$0" bs="$1" count="$2" oflag=dsync status=none && rm "$0"';
  const startedAtMs = nowMs();
  const words = [`${mountPoint}/.ha-drill-trial`, String(blockBytes), String(times)];
  const code = await target.runInContainer(['sh', '-c', dd, ...words]);
  return code === 0 ? nowMs() - startedAtMs : Number.NaN;
}
