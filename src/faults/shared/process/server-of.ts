import { waitFor } from '../../../wait.ts';
import type { FaultContext, FaultTarget } from '../../types.ts';
import { hostedServer } from './hosted.ts';
import { supervisedServer } from './supervised.ts';
import type { Server } from './types.ts';

/** The server of a target, by what the engine says of its container. */
export async function serverOf(target: FaultTarget, context: Pick<FaultContext, 'nowMs'>): Promise<Server> {
  const { supervised } = await target.containerState();
  return supervised && target.serverName !== undefined
    ? supervisedServer(target, target.serverName)
    : hostedServer(target, context);
}

/**
 * Longest wait for a server to start (ms). A restart policy waits longer after each death, up to a minute; nobody can
 * make it start a container sooner.
 */
const startWithinMs = 90_000;

/** Starts the server unless one runs; resolves when it does. The order may reach a supervisor that is not ready. */
export async function startServer(target: FaultTarget, server: Server): Promise<void> {
  await waitFor({ what: `${target.service} to start`, deadlineMs: startWithinMs }, async () => {
    if ((await server.current()) !== undefined) return { done: true, value: undefined };
    await target.startAgain();
    return { done: false, state: 'no server runs' };
  });
}
