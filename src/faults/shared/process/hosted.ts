import type { FaultContext, FaultTarget } from '../../types.ts';
import { whoStartedIt } from './aftermath.ts';
import { freezeContainer, freezeStart } from './hosted-freeze.ts';
import { findStart, hasEnded, runningStart, untilEnded } from './hosted-start.ts';
import { stopHosted } from './hosted-stop.ts';
import { took } from './killed.ts';
import type { Killed, Server } from './types.ts';

/**
 * A server that is PID 1 of its container, or the child of a PID 1 that is not ours: the agent on the host reaches it, as
 * PID 1 takes no such signal from within, and an agent within would die with it. Who starts it again is the stack's own
 * matter: its restart policy, its PID 1, or nobody.
 */
export function hostedServer(target: FaultTarget, { nowMs }: Pick<FaultContext, 'nowMs'>): Server {
  const server: Server = {
    current: () => findStart(target),
    kill: () => killIt(target, server, nowMs),
    beginStop: () => stopHosted(target, nowMs),
    freeze: async () =>
      target.serverName === undefined
        ? freezeContainer(target)
        : freezeStart(target, await runningStart(target), nowMs),
  };
  return server;
}

/** Proved when that start has ended, whoever starts another one. */
async function killIt(target: FaultTarget, server: Server, nowMs: () => number): Promise<Killed> {
  const start = await runningStart(target);
  const { sentAtMs } = await target.runOnHost(`signal_start KILL ${start.named}`);
  await untilEnded(target, start, { after: 'SIGKILL', deadlineMs: 10_000 });
  const gone = `${start.words} is gone, ${took(sentAtMs, nowMs())} after SIGKILL`;
  return {
    effectAtMs: sentAtMs,
    victim: start.words,
    prove: async () => {
      const proved = await hasEnded(target, start);
      return { proved, evidence: `${gone}; ${await whoStartedIt(target, server, start.container)}` };
    },
  };
}
