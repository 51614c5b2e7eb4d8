import type { ContainerState } from '../../../docker/container-acts.ts';
import type { FaultTarget, Proof } from '../../types.ts';
import { seenWithin } from '../each-target.ts';
import type { Server } from './types.ts';

/** How long a stack is watched for whether it starts a dead server again by itself (ms). */
const watchedForMs = 3000;

/**
 * Who started a dead server again without our doing, and after what time; or that nobody did while it was watched.
 *
 * @param before what the engine said of its container when it was killed
 */
export async function whoStartedIt(
  target: Pick<FaultTarget, 'containerState'>,
  server: Pick<Server, 'current'>,
  before: ContainerState,
): Promise<string> {
  const { evidence } = await seenWithin(watchedForMs, async () => {
    const now = await target.containerState();
    const goesOn = now.running && now.startedAt === before.startedAt;
    return aftermath(before, now, goesOn && (await server.current()) !== undefined);
  });
  return evidence;
}

/**
 * What two looks at a container tell; proved when nothing else is to be waited for.
 *
 * @param another another start of the server runs in the same run of the container
 */
export function aftermath(before: ContainerState, now: ContainerState, another: boolean): Proof {
  const policy = `restart: ${before.restartPolicy}`;
  if (now.startedAt !== before.startedAt) {
    const afterMs = Date.parse(now.startedAt) - Date.parse(now.finishedAt);
    const who =
      now.restarts > before.restarts
        ? `its restart policy (${policy}) started its container again`
        : 'somebody started its container again';
    return { proved: true, evidence: `${who} after ${afterMs} ms` };
  }
  if (another) return { proved: true, evidence: 'PID 1 of its container started it again' };
  if (now.running) return { proved: false, evidence: 'its container runs on without it' };
  if (before.restartPolicy === 'no')
    return { proved: true, evidence: 'its container is down, and has no restart policy' };
  const seconds = watchedForMs / 1000;
  return {
    proved: false,
    evidence: `its container is down; its restart policy (${policy}) did not start it within ${seconds} s`,
  };
}
