import type { Connection } from 'mysql2/promise';
import { executedOf, untilExecuted } from '../../engine/mysql/catch-up.ts';
import { skipTransaction, useUp } from '../../engine/mysql/leave-out.ts';
import { observe } from '../../engine/mysql/observe.ts';
import { followNobody } from '../../engine/mysql/receiver.ts';
import { withConnection } from '../../engine/mysql/session.ts';
import { isDelayed } from '../../engine/observation.ts';
import type { NodeAddress } from '../../engine/types.ts';
import { environmentError } from '../../errors.ts';
import { containsGtidSet, parseGtidSet } from '../../formats/gtid.ts';
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
    if (containsGtidSet(parseGtidSet(await executedOf(connection)), parseGtidSet(gtid))) {
      throw environmentError(`${node.name} has applied ${gtid} already: its delay was too short.`, {
        hint: 'restore from the backups, or raise the delay',
      });
    }
    await connection.query('CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 0');
    if (upTo === 'before-fault') {
      await connection.query('START REPLICA SQL_THREAD UNTIL SQL_BEFORE_GTIDS = ?', [gtid]);
      await untilApplierStops(connection);
      await connection.query('STOP REPLICA');
      await useUp(connection, executed);
    } else {
      await connection.query('SET GLOBAL super_read_only = OFF');
      await skipTransaction(connection, gtid);
      await connection.query('START REPLICA SQL_THREAD');
      await untilExecuted(connection, executed, 'the delayed replica', withinMs);
    }
    // A blank start, as for the nodes that are copied from it: who follows whom, and how late, is decided anew.
    await followNobody(connection);
    await connection.query('SET GLOBAL super_read_only = ON');
  });
}

async function untilApplierStops(connection: Connection): Promise<void> {
  try {
    const wanted = {
      what: 'the delayed replica to reach the transaction',
      deadlineMs: withinMs,
      everyMs: 20,
    };
    await waitFor(wanted, async () => {
      const { source } = await observe(connection);
      if (source?.applierError) {
        throw environmentError(`The delayed replica stopped: ${source.applierError}`);
      }
      return source?.applier === 'off'
        ? { done: true, value: undefined }
        : { done: false, state: 'it applies' };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw environmentError(error.message);
  }
}
