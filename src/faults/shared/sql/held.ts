import type { Session } from '../../../engine/session.ts';
import type { FaultContext, FaultTarget, Injection, Proof } from '../../types.ts';
import { onServer } from './sql.ts';

/** What a fault does by a session that it keeps open. */
export type Holding = {
  /** Takes what is to be held; the session keeps it until it ends. */
  take(holder: Session): Promise<void>;
  /** What another session sees while it is held. */
  seen(other: Session): Promise<Proof>;
  /** What another session sees once the holder has ended. Waits for it. */
  seenFree(other: Session): Promise<Proof>;
};

/**
 * Holds something by a session of its own. It ends when its connection closes: by healing, or with the harness,
 * however that ends.
 */
export async function hold(
  target: FaultTarget,
  { nowMs }: FaultContext,
  { take, seen, seenFree }: Holding,
): Promise<Injection> {
  const holder = await target.connect();
  let lost: string | undefined;
  holder.onLost((error) => {
    lost = error.message;
  });
  const effectAtMs = nowMs();
  try {
    await take(holder);
  } catch (error) {
    holder.destroy();
    throw error;
  }
  return {
    effectAtMs,
    prove: async () => {
      if (lost) return { proved: false, evidence: `the session that held it has ended: ${lost}` };
      return onServer(target, seen);
    },
    healing: {
      heal: async () => holder.destroy(),
      prove: () => freed(target, seenFree),
    },
  };
}

/** A server that is down holds nothing: what a session held ended with it. */
async function freed(target: FaultTarget, seenFree: Holding['seenFree']): Promise<Proof> {
  try {
    return await onServer(target, seenFree);
  } catch (error) {
    if (!(await isDown(target, error))) throw error;
    return { proved: true, evidence: 'the server is down, and its sessions with it' };
  }
}

/** Whether an attempt to connect failed because no server runs there; one that is cut off or frozen does run. */
export async function isDown(target: FaultTarget, error: unknown): Promise<boolean> {
  const refused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  return refused || !(await target.isRunning());
}
