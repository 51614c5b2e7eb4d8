import { pause } from '../../../wait.ts';
import type { FaultTarget } from '../../types.ts';
import { findStart, type HostedStart, untilEnded } from './hosted-start.ts';
import { took } from './killed.ts';
import type { Stopping } from './types.ts';

/** How long after its server the PID 1 of a container may take to end (ms). */
const wrapperEndsWithinMs = 2000;

/**
 * `docker stop`: what is stopped so, its restart policy leaves down. A PID 1 that is not the server may not pass the
 * signal on, so that the server gets it from us as well.
 */
export async function stopHosted(target: FaultTarget, nowMs: () => number): Promise<Stopping> {
  const start = await findStart(target);
  const sentAtMs = nowMs();
  const stopping = target.stopContainer();
  stopping.catch(() => undefined);
  if (start === undefined || start.pid === 1) {
    return { sentAtMs, stopped: () => pidOneStopped(target, stopping) };
  }
  // It may have ended by now.
  await target.runOnHost(`signal_start TERM ${start.named}`).catch(() => undefined);
  return { sentAtMs, stopped: () => childStopped(target, start, { stopping, sentAtMs, nowMs }) };
}

async function pidOneStopped(
  target: FaultTarget,
  stopping: Promise<unknown>,
): Promise<{ clean: boolean; evidence: string }> {
  await stopping;
  const { exitCode, stopSignal } = await target.containerState();
  const evidence = `container ended with exit code ${exitCode} after ${stopSignal}`;
  // 143: SIGTERM ended it. 137: the engine's SIGKILL did, after the time of grace. A service may end by codes of its own.
  const clean = target.serverName === undefined ? exitCode !== 137 : exitCode === 0 || exitCode === 143;
  return { clean, evidence };
}

async function childStopped(
  target: FaultTarget,
  start: HostedStart,
  told: { stopping: Promise<unknown>; sentAtMs: number; nowMs: () => number },
): Promise<{ clean: boolean; evidence: string }> {
  // Within the engine's time of grace: nobody has sent SIGKILL.
  await untilEnded(target, start, { after: 'SIGTERM', deadlineMs: 55_000 });
  const ended = `${start.words} ended ${took(told.sentAtMs, told.nowMs())} after SIGTERM`;
  const byItself = await Promise.race([
    told.stopping.then(() => true),
    pause(wrapperEndsWithinMs).then(() => false),
  ]);
  // It may end this very moment.
  if (!byItself) await target.killContainer().catch(() => undefined);
  await told.stopping;
  const { exitCode } = await target.containerState();
  const then = byItself
    ? `container ended with exit code ${exitCode}`
    : 'its PID 1 did not end, and was killed';
  return { clean: true, evidence: `${ended}; ${then}` };
}
