import type { Connection } from 'mysql2/promise';
import { withConnection } from '../../cluster/connection.ts';
import { environmentError } from '../../errors.ts';
import { formatGtidSet, isEmptyGtidSet, parseGtidSet, subtractGtidSets } from '../../replication/gtid.ts';
import { followNobody } from '../../replication/mysql/receiver.ts';
import { isDelayed } from '../../replication/node-state.ts';
import type { NodeAddress } from '../../replication/types.ts';
import { DeadlineError, waitFor } from '../../wait.ts';
import type { ClusterDrill } from '../drill.ts';

const withinMs = 60_000;

/** The node that applies late on purpose. @throws DrillError (exit 3) when the cluster has none at this moment */
export function delayedReplica(drill: ClusterDrill): NodeAddress {
  const samples = drill.observer.latest();
  const found = drill.cluster.nodes.find(({ name }) => {
    const state = samples.get(name)?.state;
    return state && isDelayed(state);
  });
  if (!found) throw environmentError('The cluster has no delayed replica at this moment.');
  return found;
}

/** Keeps a delayed replica from applying any more: what it has not applied yet, it will not by itself. */
export async function holdBack(drill: ClusterDrill, node: NodeAddress): Promise<void> {
  await withConnection(node, drill.cluster.accounts.admin, (connection) =>
    connection.query('STOP REPLICA SQL_THREAD'),
  );
}

/**
 * Lets a delayed replica that was held back apply what it received, up to a transaction or without it. Resolves when
 * it has executed all that the primary had but that; what stays out is used up, so that nobody executes it later.
 *
 * @throws DrillError (exit 3) when the transaction has been applied already: the delay was too short
 */
export async function applyWithout(
  drill: ClusterDrill,
  node: NodeAddress,
  { gtid, executed, upTo }: { gtid: string; executed: string; upTo: 'without-fault' | 'before-fault' },
): Promise<void> {
  await withConnection(node, drill.cluster.accounts.admin, async (connection) => {
    const has = parseGtidSet((await drill.replication.inspect(connection)).gtidExecuted);
    if (isEmptyGtidSet(subtractGtidSets(parseGtidSet(gtid), has))) {
      throw environmentError(`${node.name} has applied ${gtid} already: its delay was too short.`, {
        hint: 'restore from the backups, or raise the delay',
      });
    }
    await connection.query('CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 0');
    if (upTo === 'before-fault') {
      await connection.query('START REPLICA SQL_THREAD UNTIL SQL_BEFORE_GTIDS = ?', [gtid]);
      await untilApplierStops(drill, connection);
      await useUp(drill, connection, executed);
    } else {
      await connection.query('SET GLOBAL super_read_only = OFF');
      await commitEmpty(connection, gtid);
      await connection.query('START REPLICA SQL_THREAD');
      await untilExecuted(drill, connection, executed);
    }
    // A blank start, as for the nodes that are copied from it: who follows whom, and how late, is decided anew.
    await followNobody(connection);
    await connection.query('SET GLOBAL super_read_only = ON');
  });
}

async function commitEmpty(connection: Connection, gtid: string): Promise<void> {
  await connection.query('SET SESSION gtid_next = ?', [gtid]);
  await connection.query('BEGIN');
  await connection.query('COMMIT');
  await connection.query('SET SESSION gtid_next = AUTOMATIC');
}

async function useUp(drill: ClusterDrill, connection: Connection, executed: string): Promise<void> {
  const has = parseGtidSet((await drill.replication.inspect(connection)).gtidExecuted);
  const abandoned = subtractGtidSets(parseGtidSet(executed), has);
  if (isEmptyGtidSet(abandoned)) return;
  await connection.query('STOP REPLICA');
  await connection.query('SET GLOBAL gtid_purged = ?', [`+${formatGtidSet(abandoned)}`]);
}

async function untilApplierStops(drill: ClusterDrill, connection: Connection): Promise<void> {
  await waiting('the delayed replica to reach the transaction', async () => {
    const { source } = await drill.replication.inspect(connection);
    if (source?.applierError) throw environmentError(`The delayed replica stopped: ${source.applierError}`);
    return source?.applier === 'off' ? undefined : 'it applies';
  });
}

async function untilExecuted(drill: ClusterDrill, connection: Connection, executed: string): Promise<void> {
  await waiting('the delayed replica to catch up', async () => {
    const { gtidExecuted, source } = await drill.replication.inspect(connection);
    if (source?.applierError) throw environmentError(`The delayed replica stopped: ${source.applierError}`);
    const left = subtractGtidSets(parseGtidSet(executed), parseGtidSet(gtidExecuted));
    return isEmptyGtidSet(left) ? undefined : `it lacks ${formatGtidSet(left)}`;
  });
}

/** Waits until `ask` has no answer any more. */
async function waiting(what: string, ask: () => Promise<string | undefined>): Promise<void> {
  try {
    await waitFor({ what, deadlineMs: withinMs, everyMs: 20 }, async () => {
      const state = await ask();
      return state === undefined ? { done: true, value: undefined } : { done: false, state };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw environmentError(error.message);
  }
}
