import type { Connection, RowDataPacket } from 'mysql2/promise';
import { environmentError } from '../../../../errors.ts';
import { DeadlineError, waitFor } from '../../../../wait.ts';
import { connect } from '../../../mysql/session.ts';
import { exchangeTable, type ReplacedTable } from '../../common/restore/exchange-table.ts';
import { tableName, triggersAndKeys } from '../../common/restore/replaceable.ts';
import type { Context } from '../service/config.ts';
import { pointAt, untilAt } from '../service/follow.ts';
import { askServers, positionOn, primaryAmong } from '../service/servers.ts';
import { onWorkServer } from '../service/work-server.ts';

const renameWithinMs = 30_000;

/**
 * Puts a table of the restored server in the place of the living cluster's own, as `exchangeTable` says.
 *
 * @throws DrillError (exit 64) for what is no table name, (exit 3) when there is no primary, or for the reasons there
 */
export async function replaceTable(text: string, context: Context): Promise<ReplacedTable> {
  const name = tableName(text);
  const primary = primaryAmong(await askServers(context));
  if (!primary) throw environmentError('There is no primary whose table could be replaced.');
  const sessions = await Promise.all([1, 2].map(() => connect(primary.address, context.admin, 5000)));
  for (const session of sessions) session.on('error', () => undefined);
  const [living, renaming] = sessions as [Connection, Connection];
  try {
    return await onWorkServer(context.admin, async (own) => {
      await pointAt(own, primary.address, context.replication);
      await own.query('START SLAVE');
      return exchangeTable(name, {
        own,
        living,
        attached: triggersAndKeys,
        catchUp: async () => untilAt(own, await positionOn(living), 'the restored server'),
        renameAndUnlock: (sql) => renameBeside(sql, renaming, living),
      });
    });
  } finally {
    for (const session of sessions) session.destroy();
  }
}

/**
 * MariaDB renames nothing that its own session has locked (error 1192). So another session does, which waits until the locks
 * end: a rename that waits comes before every write that does (exclusive metadata locks go first), as in the cut-over of
 * gh-ost (https://github.com/github/gh-ost/issues/82).
 *
 * @throws DrillError (exit 3) when the rename does not come to wait for the locks
 */
async function renameBeside(sql: string, renaming: Connection, living: Connection): Promise<void> {
  let failed: unknown;
  const renamed = renaming.query(sql).catch((error: unknown) => {
    failed = error;
    throw error;
  });
  renamed.catch(() => undefined);
  const id = renaming.threadId;
  try {
    await waitFor(
      { what: 'the rename to wait for the locks', deadlineMs: renameWithinMs, everyMs: 20 },
      async () => {
        if (failed !== undefined) throw failed;
        const [[one]] = await living.query<(RowDataPacket & { state: string | null })[]>(
          'SELECT STATE AS state FROM information_schema.PROCESSLIST WHERE ID = ?',
          [id],
        );
        return one?.state === 'Waiting for table metadata lock'
          ? { done: true, value: undefined }
          : { done: false, state: one?.state ?? 'nothing is known of it' };
      },
    );
  } catch (error) {
    // Before the locks end: it would still be done then.
    await living.query(`KILL QUERY ${id}`).catch(() => undefined);
    await renamed.catch(() => undefined);
    throw error instanceof DeadlineError ? environmentError(error.message) : error;
  }
  await living.query('UNLOCK TABLES');
  await renamed;
}
