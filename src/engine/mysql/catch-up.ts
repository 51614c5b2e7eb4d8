import { environmentError } from '../../errors.ts';
import { containsGtidSet, formatGtidSet, parseGtidSet, subtractGtidSets } from '../../formats/gtid.ts';
import { DeadlineError, waitFor } from '../../wait.ts';
import type { Session } from '../session.ts';
import { observe } from './observe.ts';

/**
 * Waits until a replica has executed a set of transactions.
 *
 * @param who as errors name it
 * @throws DrillError (exit 3) with the replica's own words when it cannot apply, or what it lacks when time is up
 */
export async function untilExecuted(
  server: Session,
  gtids: string,
  who: string,
  deadlineMs: number,
): Promise<void> {
  const goal = parseGtidSet(gtids);
  try {
    await waitFor({ what: `${who} to catch up`, deadlineMs, everyMs: 20 }, async () => {
      const { executed: text, source } = await observe(server);
      const executed = parseGtidSet(text);
      if (containsGtidSet(executed, goal)) return { done: true, value: undefined };
      if (source?.applierError) throw environmentError(`${who} cannot go on: ${source.applierError}`);
      // A receiver connects again by itself: what it says is final only when time is up.
      const lacks = `it lacks ${formatGtidSet(subtractGtidSets(goal, executed))}`;
      return { done: false, state: source?.receiverError ? `${lacks}; ${source.receiverError}` : lacks };
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    throw environmentError(error.message);
  }
}
