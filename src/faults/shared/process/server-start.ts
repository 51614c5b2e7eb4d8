import { waitFor } from '../../../wait.ts';
import type { FaultTarget } from '../../types.ts';
import { runIfUp } from '../run-if-up.ts';

/**
 * What names one start of a server for good: its process id, or, where it is PID 1, the instant its container
 * started. Undefined while no server runs.
 */
export async function serverStart(target: FaultTarget): Promise<string | undefined> {
  if (target.serverProcess !== undefined) {
    const reply = await runIfUp(target, `pids_of ${target.serverProcess}`);
    return reply?.lines[0] && `pid ${reply.lines[0]}`;
  }
  const { running, startedAt } = await target.containerState();
  return running ? `the container start of ${startedAt}` : undefined;
}

/** Starts the server unless one runs; resolves when it does. The order may reach a supervisor that is not ready. */
export async function startServer(target: FaultTarget): Promise<void> {
  await waitFor({ what: `${target.service} to start`, deadlineMs: 30_000 }, async () => {
    if ((await serverStart(target)) !== undefined) return { done: true, value: undefined };
    await target.startAgain();
    return { done: false, state: 'no server runs' };
  });
}
