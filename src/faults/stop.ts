import { z } from 'zod';
import { waitFor } from '../wait.ts';
import { anyService } from './aim.ts';
import { onEachTarget } from './each-target.ts';
import { bySignal } from './holds.ts';
import { serverStart } from './server-start.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from './types.ts';

const parameters = z.object({}).strict();

/** A clean shutdown. What was stopped stays down until recovery starts it again. */
export const stop: Fault<typeof parameters> = {
  name: 'stop',
  description:
    'Clean shutdown: SIGTERM of the server process (where it is PID 1: docker stop). The server ends its connections, writes back and exits; it stays down.',
  parameters,
  aim: anyService,
  end: 'started-again',
  unseats: true,
  holds: () => ['server'],
  uses: () => [...bySignal, 'process'],
  inject: (targets, _, context) => onEachTarget(targets, (target) => stopTarget(target, context)),
};

async function stopTarget(target: FaultTarget, context: FaultContext): Promise<Injection> {
  const stopping = await beginStop(target, context);
  return {
    prove: async () => {
      const { clean, evidence } = await stopping.stopped();
      const down = (await serverStart(target)) === undefined;
      return {
        proved: clean && down,
        evidence: `${target.service}: ${evidence}${down ? '' : '; but it runs again'}`,
        effectAtMs: stopping.sentAtMs,
      };
    },
    healing: null,
  };
}

/** A shutdown under way. */
export type Stopping = {
  readonly sentAtMs: number;
  /** Waits until the server has ended, and tells how. @throws DeadlineError when it has not within a minute */
  stopped(): Promise<{ clean: boolean; evidence: string }>;
};

/** Tells a server to shut down cleanly; resolves when it has been told. */
export function beginStop(target: FaultTarget, context: FaultContext): Promise<Stopping> {
  return target.serverProcess === undefined
    ? stopContainer(target, context)
    : stopProcess(target, target.serverProcess);
}

async function stopProcess(target: FaultTarget, process: string): Promise<Stopping> {
  const { lines, sentAtMs } = await target.run(`stop_process ${process}`);
  const pid = lines.join(' ');
  const ended = new RegExp(`\\(process ${pid}\\) ended with exit code (\\d+)`);
  return {
    sentAtMs,
    stopped: () =>
      waitFor({ what: `${target.service} to stop`, deadlineMs: 60_000, everyMs: 100 }, async () => {
        const code = ended.exec(await target.logTail(40))?.[1];
        if (code === undefined) return { done: false, state: `process ${pid} has not ended` };
        const evidence = `pid ${pid} of ${process} ended with exit code ${code} after SIGTERM`;
        return { done: true, value: { clean: code === '0', evidence } };
      }),
  };
}

/** Exit code 137 is the engine's SIGKILL after the time of grace: no clean stop. */
async function stopContainer(target: FaultTarget, context: FaultContext): Promise<Stopping> {
  const sentAtMs = context.nowMs();
  const stopping = target.stopContainer();
  stopping.catch(() => undefined);
  return {
    sentAtMs,
    stopped: async () => {
      await stopping;
      const { exitCode } = await target.containerState();
      return {
        clean: exitCode !== 137,
        evidence: `container ended with exit code ${exitCode} after SIGTERM`,
      };
    },
  };
}
