import { messageOf } from '../../errors.ts';
import { inspect } from '../../replication/mysql/inspect.ts';
import { follow, followNobody, resumeReplication, stopReceiver } from '../../replication/mysql/receiver.ts';
import { makeReadOnly } from '../../replication/mysql/writes.ts';
import { requireAcknowledgement } from '../../replication/semisync/acknowledgement.ts';
import type { Repair } from '../decide/decision.ts';
import { isInMaintenance } from '../decide/maintenance.ts';
import type { ActContext } from './context.ts';
import { fenceServer } from './fence.ts';

const deadlineMs = 5000;

/**
 * Brings one node in line. A repair that fails is told, and decided again; so is a node that stops again and again, for
 * the same reason. What was decided may be out of date: a node that somebody works on meanwhile is left alone.
 */
export async function repair(context: ActContext, { node, kind, because }: Repair): Promise<void> {
  const fails = (text: string): void =>
    context.tellOnce({ type: 'repair-failed', node, text: `${kind}: ${text}`, data: { repair: kind } });
  if (because) fails(`${node} had stopped: ${because}`);
  try {
    if (await isLeftAlone(context, node)) return;
    await repairs[kind](context, node);
  } catch (error) {
    fails(messageOf(error));
  }
}

async function isLeftAlone(context: ActContext, node: string): Promise<boolean> {
  if (node === context.state().primary) return false;
  return isInMaintenance(await context.node(node).run('looking at it again', deadlineMs, inspect));
}

type Work = (context: ActContext, node: string) => Promise<void>;

const repairs: Readonly<Record<Repair['kind'], Work>> = {
  'make-read-only': demote,
  demote,
  rejoin,
  resume: (context, node) => context.node(node).run('resuming replication', deadlineMs, resumeReplication),
  reattach: (context, node) =>
    context.node(node).run('connecting the receiver anew', deadlineMs, async (connection) => {
      await stopReceiver(connection);
      await resumeReplication(connection);
    }),
  'keep-out': (context, node) => context.node(node).run('keeping out', deadlineMs, followNobody),
  'require-acknowledgement': (context, node) =>
    context.node(node).run('requiring acknowledgements', deadlineMs, requireAcknowledgement),
};

async function demote(context: ActContext, node: string): Promise<void> {
  await fenceServer(context.node(node));
  context.tell({ type: 'fenced', node, text: `${node} is read-only: it is not the primary` });
}

async function rejoin(context: ActContext, node: string): Promise<void> {
  const { primary } = context.state();
  if (primary === null || primary === node) return;
  const { address } = context.node(primary);
  await context.node(node).run('rejoining', deadlineMs, async (connection) => {
    await makeReadOnly(connection, 1);
    await follow(connection, {
      host: address.name,
      port: address.port,
      account: context.replication,
      heartbeatMs: context.heartbeatMs,
      delaySeconds: context.rules.delays[node] ?? 0,
    });
  });
  context.tell({ type: 'rejoined', node, text: `${node} follows ${primary}` });
}
