import { messageOf } from '../errors.ts';
import { waitFor } from '../wait.ts';
import { connect } from './connect.ts';
import type { Session } from './session.ts';
import type { Account, NodeAddress, Patience } from './types.ts';

const connectWithinMs = 1000;

/** A session with a server that is about to come up, as soon as it answers. A failure is met where it is awaited. */
export function openWhenReady(node: NodeAddress, admin: Account, patience: Patience): Promise<Session> {
  const opening = waitFor({ what: `${node.name} to answer`, everyMs: 50, ...patience }, async () => {
    try {
      return { done: true, value: await connect(node, admin, connectWithinMs) };
    } catch (error) {
      return { done: false, state: messageOf(error) };
    }
  });
  opening.catch(() => undefined);
  return opening;
}

/** Opens a session with each server as soon as it answers, and closes those that opened once `use` is over. */
export async function withAllOpening<T>(
  nodes: readonly NodeAddress[],
  admin: Account,
  patience: Patience,
  use: (opening: readonly Promise<Session>[]) => Promise<T>,
): Promise<T> {
  const opening = nodes.map((node) => openWhenReady(node, admin, patience));
  try {
    return await use(opening);
  } finally {
    for (const one of await Promise.allSettled(opening)) {
      if (one.status === 'fulfilled') one.value.destroy();
    }
  }
}
