import { environmentError } from '../../errors.ts';
import { DeadlineError, waitFor } from '../../wait.ts';
import type { Session } from '../session.ts';
import { executedBy } from '../transactions.ts';
import { untilExecuted } from './catch-up.ts';
import { skipTransaction, useUp } from './leave-out.ts';
import { observe } from './observe.ts';
import { followNobody } from './receiver.ts';
import { mysqlTransactions } from './transactions.ts';

const withinMs = 60_000;

/** Keeps a replica from applying any more: what it has not applied yet, it will not by itself. */
export async function holdBack(replica: Session): Promise<void> {
  await replica.query('STOP REPLICA SQL_THREAD');
}

/**
 * Lets a delayed replica that was held back apply what it received, up to a transaction or without it. Resolves when
 * it has executed all that the primary had but that; what stays out is used up, so that nobody executes it later.
 *
 * @param left the transaction that must not be applied; with `upTo`, those that came after it neither
 *
 * @throws DrillError (exit 3) when the transaction has been applied already: the delay was too short
 */
export async function applyHeldBack(
  session: Session,
  who: string,
  { left, executed, upTo }: { left: string; executed: string; upTo: boolean },
): Promise<void> {
  if (executedBy(await observe(session)).contains(mysqlTransactions(left))) {
    throw environmentError(`${who} has applied ${left} already: its delay was too short.`, {
      hint: 'restore from the backups, or raise the delay',
    });
  }
  await session.query('CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 0');
  if (upTo) {
    await session.query('START REPLICA SQL_THREAD UNTIL SQL_BEFORE_GTIDS = ?', [left]);
    await untilApplierStops(session);
    await session.query('STOP REPLICA');
    await useUp(session, executed);
  } else {
    await session.query('SET GLOBAL super_read_only = OFF');
    await skipTransaction(session, left);
    await session.query('START REPLICA SQL_THREAD');
    await untilExecuted(session, executed, 'the delayed replica', withinMs);
  }
  // A blank start, as for the nodes that are copied from it: who follows whom, and how late, is decided anew.
  await followNobody(session);
  await session.query('SET GLOBAL super_read_only = ON');
}

async function untilApplierStops(session: Session): Promise<void> {
  try {
    const wanted = {
      what: 'the delayed replica to reach the transaction',
      deadlineMs: withinMs,
      everyMs: 20,
    };
    await waitFor(wanted, async () => {
      const { source } = await observe(session);
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
