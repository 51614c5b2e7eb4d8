import type { Connection } from 'mysql2/promise';
import { environmentError } from '../../errors.ts';
import { containsGtidSet, parseGtidSet } from '../../replication/gtid.ts';
import { inspect } from '../../replication/mysql/inspect.ts';
import { waitFor } from '../../wait.ts';

const withinMs = 300_000;

/** All transactions that a server has executed. */
export async function executedOf(server: Connection): Promise<string> {
  return (await inspect(server)).gtidExecuted;
}

/**
 * Waits until a replica has executed a set of transactions.
 *
 * @throws DrillError (exit 3) with the replica's own words when it cannot follow its source
 */
export async function untilExecuted(server: Connection, gtids: string): Promise<void> {
  const goal = parseGtidSet(gtids);
  const wanted = { what: 'the restored server to catch up', deadlineMs: withinMs, everyMs: 20 };
  await waitFor(wanted, async () => {
    const { gtidExecuted, source } = await inspect(server);
    if (containsGtidSet(parseGtidSet(gtidExecuted), goal)) return { done: true, value: undefined };
    const said = [source?.applierError, source?.receiverError].filter((text) => text);
    if (said.length > 0) throw environmentError(`The replica cannot follow its source: ${said.join('; ')}`);
    return { done: false, state: 'it lacks transactions' };
  });
}
