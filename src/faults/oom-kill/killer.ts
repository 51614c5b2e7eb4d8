import { whoStartedIt } from '../shared/process/aftermath.ts';
import type { Server, ServerStart } from '../shared/process/types.ts';
import type { FaultContext, FaultTarget, Proof } from '../types.ts';

/** Whether the kernel's OOM killer has killed a server since. */
export type Killer = {
  look(): Promise<{
    readonly killed: boolean;
    readonly evidence: string;
    /** An instant before this look (drill clock, ms): when it had not killed by then, what it does begins later. */
    readonly lookedAtMs: number;
  }>;
  prove(): Promise<Proof>;
  /** Listens to nobody any more; what was heard is kept. */
  stop(): void;
};

/** By the count that the kernel keeps for the container's cgroup, which outlives a supervised server. It stays dead. */
export async function asTheKernelCounts(target: FaultTarget, server: Server): Promise<Killer> {
  const count = async () => {
    const { lines, sentAtMs } = await target.run('oom_kills');
    return { kills: Number(lines[0]), lookedAtMs: sentAtMs };
  };
  const { kills: before } = await count();
  const look: Killer['look'] = async () => {
    const { kills, lookedAtMs } = await count();
    const evidence = `the kernel's count of OOM kills in its cgroup went from ${before} to ${kills}`;
    return { killed: kills > before, evidence, lookedAtMs };
  };
  return {
    look,
    stop: () => undefined,
    prove: async () => {
      const start = await server.current();
      if (start !== undefined) return { proved: false, evidence: `but ${start.words} runs` };
      const { killed, evidence } = await look();
      return { proved: killed, evidence };
    },
  };
}

/**
 * By what the engine tells, as the cgroup may go with the server: that start has ended, and memory had run out. Nobody else
 * sent it a signal.
 */
export async function asTheEngineTells(
  target: FaultTarget,
  server: Server,
  start: ServerStart,
  { nowMs }: Pick<FaultContext, 'nowMs'>,
): Promise<Killer> {
  const memory = await target.watchMemory();
  const before = await target.containerState();
  const ended = async (): Promise<boolean> => (await server.current())?.id !== start.id;
  const told = (): string => `the engine told ${memory.times()} times that its memory had run out`;
  return {
    stop: memory.stop,
    look: async () => {
      const lookedAtMs = nowMs();
      const killed = (await ended()) && memory.times() > 0;
      return { killed, evidence: told(), lookedAtMs };
    },
    prove: async () => {
      const proved = (await ended()) && memory.times() > 0;
      return { proved, evidence: `${told()}; ${await whoStartedIt(target, server, before)}` };
    },
  };
}
