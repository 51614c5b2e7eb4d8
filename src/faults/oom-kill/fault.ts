import { z } from 'zod';
import { environmentError } from '../../errors.ts';
import { waitFor } from '../../wait.ts';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { onEachTarget, seenWithin } from '../shared/each-target.ts';
import { serverStart } from '../shared/process/server-start.ts';
import { runIfUp } from '../shared/run-if-up.ts';
import type { Fault, FaultContext, FaultTarget, Injection, Proof } from '../types.ts';

const parameters = z.object({}).strict();

/** A server that the kernel kills because memory has run out. */
export const fault: Fault<typeof parameters> = {
  name: 'oom-kill',
  description:
    "Another process takes what memory is left, under a limit that is set just above what the target's container uses, until the kernel's OOM killer kills the server. It stays dead; the limit is taken back at once.",
  parameters,
  sidecar: new URL('./sidecar.sh', import.meta.url),
  premises: { target: anyService, machine: ['memory-limit'] },
  end: 'started-again',
  unseats: true,
  holds: () => ['server'],
  uses: () => bySignal,
  inject: (targets, _, context) => onEachTarget(targets, (target) => runOutOfMemory(target, context)),
};

/** What the kernel itself may need meanwhile, and what the server may still grow. */
const marginBytes = 48 * 2 ** 20;

async function runOutOfMemory(target: FaultTarget, { nowMs }: FaultContext): Promise<Injection> {
  const { service, serverProcess } = target;
  const pid = serverProcess === undefined ? '1' : (await target.run(`pids_of ${serverProcess}`)).lines[0];
  if (pid === undefined) throw environmentError(`oom-kill: no ${serverProcess} runs on ${service}.`);
  const before = await target.limits();
  const killer =
    serverProcess === undefined ? asTheEngineSays(target, nowMs()) : await asTheKernelCounts(target);
  const { anonymousBytes } = await target.usage();
  const limitBytes = anonymousBytes + marginBytes;
  let effectAtMs: number;
  try {
    await target.run(`oom_prefer ${pid}`);
    await target.setLimits({ memoryBytes: limitBytes, memoryAndSwapBytes: limitBytes });
    // More than there is beside the server, and less than there is without it: as a rule one process dies, not two.
    effectAtMs = await killedBy(killer, takeMemory(target, limitBytes - anonymousBytes / 2), service);
  } finally {
    const { memoryBytes, memoryAndSwapBytes } = before;
    await target.setLimits({ memoryBytes, memoryAndSwapBytes });
    await runIfUp(target, 'oom_as_before');
  }
  const evidence = `pid ${pid} under a limit of ${Math.round(limitBytes / 2 ** 20)} MiB, which is taken back`;
  return {
    effectAtMs,
    prove: async () => {
      const seen = await seenWithin(5000, () => seenKilled(target, killer));
      return { proved: seen.proved, evidence: `${evidence}; ${seen.evidence}` };
    },
    healing: null,
  };
}

/** A program in the container that keeps so many bytes; resolves with its exit code, 0 when there were as many. */
function takeMemory(target: FaultTarget, bytes: number): Promise<number | undefined> {
  const count = Math.round(bytes);
  return target.runInContainer(['sh', '-c', `head -c ${count} /dev/zero | tail -c ${count} >/dev/null`]);
}

/** Whether the kernel's OOM killer has killed in a container since. */
type Killer = () => Promise<{
  readonly killed: boolean;
  readonly evidence: string;
  /** An instant before this look (drill clock, ms): when it had not killed by then, what it does begins later. */
  readonly lookedAtMs: number;
}>;

/** By the count that the kernel keeps for the container's cgroup. */
async function asTheKernelCounts(target: FaultTarget): Promise<Killer> {
  const count = async () => {
    const { lines, sentAtMs } = await target.run('oom_kills');
    return { kills: Number(lines[0]), lookedAtMs: sentAtMs };
  };
  const { kills: before } = await count();
  return async () => {
    const { kills, lookedAtMs } = await count();
    const evidence = `the kernel's count of OOM kills in its cgroup went from ${before} to ${kills}`;
    return { killed: kills > before, evidence, lookedAtMs };
  };
}

/** With PID 1 goes the container, and the agent that could ask the kernel. */
function asTheEngineSays(target: FaultTarget, lookedAtMs: number): Killer {
  return async () => {
    const { running, oomKilled } = await target.containerState();
    return { killed: !running && oomKilled, evidence: `the engine says OOMKilled: ${oomKilled}`, lookedAtMs };
  };
}

/** @returns the last instant at which the kernel had not killed yet (drill clock, ms) */
async function killedBy(
  killer: Killer,
  taking: Promise<number | undefined>,
  service: string,
): Promise<number> {
  let sufficed = false;
  const taken = taking.then(
    (exitCode) => {
      sufficed = exitCode === 0;
    },
    () => undefined, // it went with the container
  );
  let unkilledAtMs = Number.NaN;
  await waitFor({ what: `the kernel to kill ${service}`, deadlineMs: 30_000, everyMs: 10 }, async () => {
    const last = sufficed;
    const { killed, evidence, lookedAtMs } = await killer();
    if (killed) return { done: true, value: undefined };
    unkilledAtMs = lookedAtMs;
    if (last) throw environmentError(`oom-kill: ${service} had memory enough for all; nothing was killed.`);
    return { done: false, state: evidence };
  });
  await taken;
  return unkilledAtMs;
}

async function seenKilled(target: FaultTarget, killer: Killer): Promise<Proof> {
  const start = await serverStart(target);
  if (start !== undefined) return { proved: false, evidence: `but ${start} runs` };
  const { killed, evidence } = await killer();
  return { proved: killed, evidence };
}
