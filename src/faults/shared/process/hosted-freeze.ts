import { waitFor } from '../../../wait.ts';
import type { FaultTarget } from '../../types.ts';
import type { HostedStart } from './hosted-start.ts';
import { took } from './killed.ts';
import type { Frozen } from './types.ts';

/** SIGSTOP: the engine goes on to see the container running, and its restart policy stays in force. */
export async function freezeStart(
  target: FaultTarget,
  start: HostedStart,
  nowMs: () => number,
): Promise<Frozen> {
  const threadsInT = async (): Promise<string | undefined> =>
    (await target.runOnHost(`frozen_threads ${start.named}`)).lines[0];
  const thaw = async (): Promise<void> => void (await target.runOnHost(`thaw_start ${start.named}`));
  const { sentAtMs } = await target.runOnHost(`freeze_start ${start.named}`);
  const options = { what: `${start.words} to stand still after SIGSTOP`, deadlineMs: 10_000, everyMs: 5 };
  const threads = await waitFor(options, async () => {
    const stopped = await threadsInT();
    return stopped === undefined ? { done: false, state: 'it runs' } : { done: true, value: stopped };
  }).catch(async (error: unknown) => {
    await thaw();
    throw error;
  });
  return {
    effectAtMs: sentAtMs,
    evidence: `${start.words}: ${threads} threads in state T, ${took(sentAtMs, nowMs())} after SIGSTOP`,
    isFrozen: async () => (await threadsInT()) !== undefined,
    thaw,
  };
}

/** What is no database server may serve by children of its PID 1: the engine freezes all of them at once. */
export async function freezeContainer(target: FaultTarget): Promise<Frozen> {
  const { sentAtMs, pausedAtMs } = await target.pauseContainer();
  return {
    effectAtMs: sentAtMs,
    evidence: `container paused in ${took(sentAtMs, pausedAtMs)}`,
    isFrozen: async () => (await target.containerState()).paused,
    thaw: target.unpauseContainer,
  };
}
