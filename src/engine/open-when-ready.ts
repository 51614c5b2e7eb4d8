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
