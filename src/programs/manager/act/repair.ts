import type { Connection } from 'mysql2/promise';
import { messageOf } from '../../../errors.ts';
import { follow, followNobody, resumeReplication, stopReceiver } from '../../mysql/receiver.ts';
import { readState } from '../../mysql/server-state.ts';
import type { Repair } from '../decide/decision.ts';
import { isInMaintenance } from '../decide/maintenance.ts';
import type { ActContext } from './context.ts';
import { fenceServer } from './fence.ts';
import { makeReadOnly, requireAcknowledgement } from './writes.ts';

const deadlineMs = 5000;

/**
 * Brings one node in line. A repair that fails is told, and decided again; so is a node that stops again and again, for
 * the same reason.
 */
export async function repair(context: ActContext, { node, kind, because }: Repair): Promise<void> {
  const fails = (text: string): void =>
    context.emitOnce({ type: 'repair-failed', node, text: `${kind}: ${text}`, data: { repair: kind } });
  if (because) fails(`${node} had stopped: ${because}`);
  try {
    await repairs[kind](context, node);
  } catch (error) {
    fails(messageOf(error));
  }
}

type Work = (context: ActContext, node: string) => Promise<unknown>;

const repairs: Readonly<Record<Repair['kind'], Work>> = {
  'make-read-only': demote,
  demote,
  rejoin,
  resume: (context, node) => unlessWorkedOn(context, node, 'resuming replication', resumeReplication),
  reattach: (context, node) =>
    unlessWorkedOn(context, node, 'connecting the receiver anew', async (connection) => {
      await stopReceiver(connection);
      await resumeReplication(connection);
    }),
  'keep-out': (context, node) => unlessWorkedOn(context, node, 'keeping out', followNobody),
  'require-acknowledgement': (context, node) =>
    context.node(node).run('requiring acknowledgements', deadlineMs, requireAcknowledgement),
};

/**
 * What was decided may be out of date: a node that somebody works on by now is left alone. Asked and done in one go, so
 * that nothing else this manager does to the node comes between. Resolves with whether it was done.
 */
function unlessWorkedOn(
  context: ActContext,
  node: string,
  what: string,
  work: (connection: Connection) => Promise<void>,
): Promise<boolean> {
  return context.node(node).run(what, deadlineMs, async (connection) => {
    if (isInMaintenance(await readState(connection))) return false;
    await work(connection);
    return true;
  });
}

async function demote(context: ActContext, node: string): Promise<void> {
  await fenceServer(context.node(node));
  context.emit({ type: 'fenced', node, text: `${node} is read-only: it is not the primary` });
}

async function rejoin(context: ActContext, node: string): Promise<void> {
  const { primary } = context.state();
  if (primary === null || primary === node) return;
  const { address } = context.node(primary);
  const done = await unlessWorkedOn(context, node, 'rejoining', async (connection) => {
    await makeReadOnly(connection, 1);
    await follow(connection, {
      host: address.name,
      port: address.port,
      account: context.replication,
      heartbeatMs: context.heartbeatMs,
      delaySeconds: context.rules.delays[node] ?? 0,
    });
  });
  if (done) context.emit({ type: 'rejoined', node, text: `${node} follows ${primary}` });
}
