import { waitFor } from '../../../wait.ts';
import type { FaultContext, FaultTarget } from '../../types.ts';

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
