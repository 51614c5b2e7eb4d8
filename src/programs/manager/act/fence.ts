import { messageOf } from '../../../errors.ts';
import { pause } from '../../../wait.ts';
import { isFresh } from '../decide/facts.ts';
import type { ActingNode } from './acting-node.ts';
import type { ActContext } from './context.ts';
import { disconnectClients, makeReadOnly, waiveAcknowledgement } from './writes.ts';

const patienceSeconds = 3;
/** A server without hanging commits is read-only in a few milliseconds. */
const quickMs = 150;

/**
 * Makes a server read-only for good, also one whose commits hang for want of acknowledgements. Those clients are
 * disconnected before their commits are let go, so that none is told of a success that no replica has confirmed;
 * what they committed shows in the server's GTIDs afterwards, as errant transactions.
 */
export async function fenceServer(node: ActingNode): Promise<void> {
  await node.run('making read-only', (patienceSeconds + 1) * 1000, async (connection) => {
    let over = false;
    const closing = makeReadOnly(connection, patienceSeconds).finally(() => {
      over = true;
    });
    closing.catch(() => undefined);
    await Promise.race([closing.catch(() => undefined), pause(quickMs)]);
    if (!over) await releaseCommits(node);
    await closing;
    await waiveAcknowledgement(connection);
  });
}

/** New commits already wait behind the read-only statement: after this, nobody can be in a commit. */
async function releaseCommits(node: ActingNode): Promise<void> {
  const second = await node.another();
  try {
    await disconnectClients(second);
    await waiveAcknowledgement(second);
  } finally {
    second.destroy();
  }
}

/**
 * Takes the primary from applications: out of the proxy, its sessions cut, and read-only if it answers. One that does
 * not answer gets the order sent without waiting: if it is only frozen, it becomes read-only as it thaws.
 *
 * Where commits wait for acknowledgements, nothing here decides about safety: that none of it can be acknowledged is
 * seen to by stopping the receivers. Where they do not, it goes on acknowledging until it is fenced one way or the other.
 *
 * @throws Error when another primary beside this one could lose what it acknowledges
 */
export async function fencePrimary(context: ActContext, primary: string): Promise<void> {
  const proxy = await cutOffByProxy(context, primary);
  const server = await fenceIfReachable(context, primary);
  const how = proxy === noProxy ? `its server ${server}` : `the proxy is ${proxy}, its server ${server}`;
  context.emit({
    type: 'fenced',
    node: primary,
    text: `${primary} is fenced: ${how}`,
    data: { proxy, server },
  });
  if (context.rules.acknowledgements === 0 && proxy !== cutOff && server !== readOnly) {
    throw new Error(`${primary} may still acknowledge writes: ${how}`);
  }
}

const cutOff = 'cut off';
const noProxy = 'none';
const readOnly = 'is read-only';

async function cutOffByProxy({ router }: ActContext, primary: string): Promise<string> {
  if (!router.hasProxy) return noProxy;
  const read = (router.status().wanted?.read ?? []).filter((node) => node !== primary);
  return router.apply({ write: null, read }).then(
    () => cutOff,
    () => 'unreachable',
  );
}

async function fenceIfReachable(context: ActContext, primary: string): Promise<string> {
  const node = context.node(primary);
  if (!isFresh(context.facts(), primary)) {
    node.leaveOrder((connection) => makeReadOnly(connection, patienceSeconds));
    return 'does not answer';
  }
  return fenceServer(node).then(
    () => readOnly,
    (error: unknown) => `could not be made read-only (${messageOf(error)})`,
  );
}
