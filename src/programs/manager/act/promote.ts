import { messageOf } from '../../../errors.ts';
import { formatGtidSet } from '../../../formats/gtid.ts';
import { DeadlineError, waitFor } from '../../../wait.ts';
import { waitUntilApplied } from '../../mysql/gtids.ts';
import { follow, followNobody, receiveFrom } from '../../mysql/receiver.ts';
import type { Stopped } from '../decide/elect.ts';
import { transactionsOf } from '../decide/facts.ts';
import type { ActContext } from './context.ts';
import { applyWithinMs } from './first-ready.ts';
import { acknowledgingReplicas, openWrites, requireAcknowledgement } from './writes.ts';

const followWithinMs = 5000;
const acknowledgeWithinMs = 1500;

/** Lets the elected node apply what it received, and makes it a source whose commits wait, if they are to. Still read-only. */
export async function becomeSource(context: ActContext, { node, state }: Stopped): Promise<void> {
  await context.node(node).run('becoming the source', applyWithinMs + 1000, async (connection) => {
    if (state.source) {
      await waitUntilApplied(connection, formatGtidSet(transactionsOf(state)), applyWithinMs);
      await followNobody(connection);
    }
    if (context.rules.acknowledgements > 0) await requireAcknowledgement(connection);
  });
}

/** Points nodes at the new primary. One that fails stays as it is: it is repaired later. */
export async function pointAt(
  context: ActContext,
  primary: string,
  others: readonly Stopped[],
): Promise<void> {
  await Promise.all(
    others.map(async (other) => {
      try {
        await pointOneAt(context, primary, other);
        context.emit({ type: 'repointed', node: other.node, text: `${other.node} follows ${primary}` });
      } catch (error) {
        const text = `${other.node} does not follow ${primary} yet: ${messageOf(error)}`;
        context.emit({ type: 'repair-failed', node: other.node, text });
      }
    }),
  );
}

/** One that follows already keeps what it received, and its applier is not waited for: a lock may hold it for long. */
async function pointOneAt(context: ActContext, primary: string, other: Stopped): Promise<void> {
  const { address } = context.node(primary);
  const source = {
    host: address.name,
    port: address.port,
    account: context.replication,
    heartbeatMs: context.heartbeatMs,
  };
  await context.node(other.node).run('following', followWithinMs, async (connection) => {
    if (other.state.source === null) return follow(connection, { ...source, delaySeconds: 0 });
    await receiveFrom(connection, source);
  });
}

/**
 * Opens the new primary to writes. A replica that acknowledges is waited for, for a while: without one, writes wait
 * anyway, but nothing is answered that is not acknowledged.
 */
export async function open(context: ActContext, primary: string, replicas: number): Promise<void> {
  await context.node(primary).run('opening writes', acknowledgeWithinMs + 1000, async (connection) => {
    const wanted = Math.min(replicas, context.rules.acknowledgements);
    const options = { what: 'a replica to acknowledge', deadlineMs: acknowledgeWithinMs, everyMs: 5 };
    await waitFor(options, async () => {
      const clients = await acknowledgingReplicas(connection);
      return clients >= wanted ? { done: true, value: clients } : { done: false, state: `${clients} do` };
    }).catch((error: unknown) => {
      if (!(error instanceof DeadlineError)) throw error;
    });
    await openWrites(connection);
  });
}
