import type { ContainerState } from '../../../docker/container-acts.ts';
import { environmentError } from '../../../errors.ts';
import { waitFor } from '../../../wait.ts';
import type { FaultTarget } from '../../types.ts';
import type { ServerStart } from './types.ts';

/** A start of a server in a container, as the agent on the host finds it. */
export type HostedStart = ServerStart & {
  /** Names it to the agent: process id on the host, ticks at which it began, container. */
  readonly named: string;
  /** What the engine said of its container a moment before. */
  readonly container: ContainerState;
};

/** On a node the process of that name; anywhere else PID 1. Undefined while there is none. */
export async function findStart(target: FaultTarget): Promise<HostedStart | undefined> {
  const { serverName, containerId } = target;
  const container = await target.containerState();
  if (!container.running) return undefined;
  const { lines } = await target.runOnHost(
    serverName === undefined
      ? `start_of ${container.hostPid} ${containerId}`
      : `starts_in ${containerId} ${serverName}`,
  );
  const [hostPid, ticks, pid] = lines[0]?.split(' ') ?? [];
  if (pid === undefined) return undefined;
  return {
    id: `${hostPid} ${ticks}`,
    pid: Number(pid),
    words: `pid ${pid}${serverName === undefined ? '' : ` of ${serverName}`} (${hostPid} on the host)`,
    named: `${hostPid} ${ticks} ${containerId}`,
    container,
  };
}

/** The start that runs. @throws DrillError (exit 3) when none does */
export async function runningStart(target: FaultTarget): Promise<HostedStart> {
  const start = await findStart(target);
  if (start) return start;
  const what = target.serverName === undefined ? 'its container is down' : `no process ${target.serverName}`;
  throw environmentError(`${target.service}: ${what}`);
}

/** Whether that start has ended with all its threads. */
export async function hasEnded(target: FaultTarget, start: HostedStart): Promise<boolean> {
  return (await target.runOnHost(`ended_start ${start.named}`)).lines[0] === 'ended';
}

/** @throws DeadlineError when it does not end in time */
export async function untilEnded(
  target: FaultTarget,
  start: HostedStart,
  how: { readonly after: string; readonly deadlineMs: number },
): Promise<void> {
  const options = {
    what: `${start.words} to end after ${how.after}`,
    deadlineMs: how.deadlineMs,
    everyMs: 5,
  };
  await waitFor(options, async () =>
    (await hasEnded(target, start)) ? { done: true, value: undefined } : { done: false, state: 'it runs' },
  );
}
