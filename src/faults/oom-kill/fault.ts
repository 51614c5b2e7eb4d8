import { z } from 'zod';
import type { ContainerLimits } from '../../docker/container-acts.ts';
import { environmentError, messageOf } from '../../errors.ts';
import { waitFor } from '../../wait.ts';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { onEachTarget, seenWithin } from '../shared/each-target.ts';
import { serverOf } from '../shared/process/server-of.ts';
import type { Server, ServerStart } from '../shared/process/types.ts';
import { runIfUp } from '../shared/run-if-up.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';
import { asTheEngineTells, asTheKernelCounts, type Killer } from './killer.ts';

const parameters = z.object({}).strict();

/** A server that the kernel kills because memory has run out. */
export const fault: Fault<typeof parameters> = {
  name: 'oom-kill',
  description:
    "Another process takes what memory is left, under a limit that is set just above what the target's container uses, until the kernel's OOM killer kills the server. It stays dead, unless its own stack starts it again; the limit is taken back at once.",
  disruption: () => 'process',
  parameters,
  agent: {
    commands: [new URL('./sidecar.sh', import.meta.url)],
    capabilities: ['SYS_PTRACE', 'DAC_OVERRIDE'],
    onHost: [],
  },
  premises: { target: anyService, machine: ['memory-limit'] },
  end: 'started-again',
  unseats: true,
  looksLike: () => 'crash',
  holds: () => ['server'],
  uses: () => bySignal,
  inject: (targets, _, context) => onEachTarget(targets, (target) => runOutOfMemory(target, context)),
};

/** What the kernel itself may need meanwhile, and what the server may still grow. */
const marginBytes = 48 * 2 ** 20;

async function runOutOfMemory(target: FaultTarget, context: FaultContext): Promise<Injection> {
  const { service } = target;
  const server = await serverOf(target, context);
  const start = await server.current();
  if (start === undefined) throw environmentError(`oom-kill: no server runs on ${service}.`);
  const before = await target.limits();
  const { supervised } = await target.containerState();
  const killer = supervised
    ? await asTheKernelCounts(target, server)
    : await asTheEngineTells(target, server, start, context);
  let effectAtMs: number;
  let limitBytes: number;
  try {
    const { anonymousBytes } = await target.usage();
    limitBytes = anonymousBytes + marginBytes;
    await target.run(`oom_prefer ${start.pid}`);
    await target.setLimits({ memoryBytes: limitBytes, memoryAndSwapBytes: limitBytes });
    const calmAtMs = context.nowMs();
    // More than there is beside the server, and less than there is without it: as a rule one process dies, not two.
    const taking = takeMemory(target, limitBytes - anonymousBytes / 2);
    effectAtMs = await killedBy(killer, taking, { service, calmAtMs });
  } finally {
    await takeBack(target, before);
    await asBefore(target, server, start);
    killer.stop();
  }
  const evidence = `${start.words} under a limit of ${Math.round(limitBytes / 2 ** 20)} MiB, which is taken back`;
  return {
    effectAtMs,
    prove: async () => {
      const seen = await seenWithin(5000, killer.prove);
      return { proved: seen.proved, evidence: `${evidence}; ${seen.evidence}` };
    },
    healing: null,
  };
}

/** While a container ends, the engine tells its kernel part of what is gone by then, and fails; a moment later it does not. */
async function takeBack(
  target: FaultTarget,
  { memoryBytes, memoryAndSwapBytes }: ContainerLimits,
): Promise<void> {
  await waitFor({ what: `the limit of ${target.service} as it was`, deadlineMs: 10_000 }, () =>
    target.setLimits({ memoryBytes, memoryAndSwapBytes }).then(
      () => ({ done: true as const, value: undefined }),
      (error: unknown) => ({ done: false as const, state: messageOf(error) }),
    ),
  );
}

/** The score of a process goes with it, and the agent with its container, which may be on its way up again. */
async function asBefore(target: FaultTarget, server: Server, start: ServerStart): Promise<void> {
  await runIfUp(target, 'oom_as_before').catch(async (error: unknown) => {
    if ((await server.current())?.id === start.id) throw error;
  });
}

/** A program in the container that keeps so many bytes; resolves with its exit code, 0 when there were as many. */
function takeMemory(target: FaultTarget, bytes: number): Promise<number | undefined> {
  const count = Math.round(bytes);
  return target.runInContainer(['sh', '-c', `head -c ${count} /dev/zero | tail -c ${count} >/dev/null`]);
}

/** @returns the last instant at which the kernel had not killed yet (drill clock, ms) */
async function killedBy(
  killer: Killer,
  taking: Promise<number | undefined>,
  { service, calmAtMs }: { service: string; calmAtMs: number },
): Promise<number> {
  let sufficed = false;
  const taken = taking.then(
    (exitCode) => {
      sufficed = exitCode === 0;
    },
    () => undefined, // it went with the container
  );
  let unkilledAtMs = calmAtMs;
  await waitFor({ what: `the kernel to kill ${service}`, deadlineMs: 30_000, everyMs: 10 }, async () => {
    const last = sufficed;
    const { killed, evidence, lookedAtMs } = await killer.look();
    if (killed) return { done: true, value: undefined };
    unkilledAtMs = lookedAtMs;
    if (last) throw environmentError(`oom-kill: ${service} had memory enough for all; nothing was killed.`);
    return { done: false, state: evidence };
  });
  await taken;
  return unkilledAtMs;
}
