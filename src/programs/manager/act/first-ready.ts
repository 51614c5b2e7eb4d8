import { formatGtidSet } from '../../../formats/gtid.ts';
import { pause } from '../../../wait.ts';
import { isAppliedWithin } from '../../mysql/gtids.ts';
import type { Stopped } from '../decide/elect.ts';
import { transactionsOf } from '../decide/facts.ts';
import type { ActContext } from './context.ts';

/** A replica may be behind with applying; it is worth waiting for, since all its transactions are acknowledged. */
export const applyWithinMs = 120_000;
/** The best candidate by the book has this long before another one that is done is taken. */
const headStartMs = 250;
/** A candidate that is not taken is asked for this long at most after that. */
const sliceMs = 50;

/**
 * Which of the candidates leads: all of them have the same transactions, but an applier that a lock holds looks like
 * one that is about to be done. So all apply, and the first in their order is taken, or after its head start whoever
 * is done first.
 *
 * @throws Error of the first candidate, when none has applied what it received within two minutes
 */
export async function firstReady(context: ActContext, candidates: readonly Stopped[]): Promise<Stopped> {
  const [best] = candidates;
  if (!best) throw new Error('There is no candidate.');
  if (candidates.length === 1) return best;
  const over = new AbortController();
  const trials = candidates.map((one) => applied(context, one, over.signal));
  for (const trial of trials) trial.catch(() => undefined);
  try {
    const early = await Promise.race([trials[0], pause(headStartMs)]).catch(() => undefined);
    return early ?? (await Promise.any(trials));
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    over.abort();
  }
}

/** Resolves when the server has applied all that it received. */
async function applied(context: ActContext, one: Stopped, signal: AbortSignal): Promise<Stopped> {
  const all = formatGtidSet(transactionsOf(one.state));
  return context.node(one.node).run('applying', applyWithinMs, async (connection) => {
    while (!signal.aborted) {
      if (await isAppliedWithin(connection, all, sliceMs)) return one;
    }
    throw new Error('Another candidate was done first.');
  });
}
