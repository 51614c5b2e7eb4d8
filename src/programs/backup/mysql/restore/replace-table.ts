import { environmentError } from '../../../../errors.ts';
import { executedOn, waitUntilExecuted } from '../../../mysql/gtids.ts';
import { follow } from '../../../mysql/receiver.ts';
import { connect } from '../../../mysql/session.ts';
import { exchangeTable, type ReplacedTable } from '../../common/restore/exchange-table.ts';
import { type Attached, tableName, triggersAndKeys } from '../../common/restore/replaceable.ts';
import type { FullContext } from '../full/types.ts';
import { askServers, primaryAmong, type Reach } from '../service/servers.ts';
import { connectToWorkServer } from '../service/work-server.ts';

const withinMs = 300_000;

/** Names of check constraints are those of the schema: a copy cannot have the same one. */
const attached: Attached = {
  ...triggersAndKeys,
  'check constraint': `SELECT CONSTRAINT_NAME AS name FROM information_schema.TABLE_CONSTRAINTS
    WHERE CONSTRAINT_TYPE = 'CHECK' AND TABLE_SCHEMA = :schema AND TABLE_NAME = :table`,
};

/**
 * Puts a table of the restored server in the place of the living cluster's own, as `exchangeTable` says.
 *
 * @throws DrillError (exit 64) for what is no table name, (exit 3) when there is no primary, or for the reasons there
 */
export async function replaceTable(text: string, context: FullContext & Reach): Promise<ReplacedTable> {
  const name = tableName(text);
  const primary = primaryAmong(await askServers(context));
  if (!primary) throw environmentError('There is no primary whose table could be replaced.');
  const { address } = primary;
  const own = await connectToWorkServer(context.admin);
  const living = await connect(address, context.admin, 5000);
  living.on('error', () => undefined);
  try {
    const source = { host: address.host, port: address.port, account: context.replication };
    await follow(own, { ...source, heartbeatMs: 1000, delaySeconds: 0 });
    return await exchangeTable(name, {
      own,
      living,
      attached,
      catchUp: async () => waitUntilExecuted(own, await executedOn(living), 'the restored server', withinMs),
      renameAndUnlock: async (sql) => {
        await living.query(sql);
        await living.query('UNLOCK TABLES');
      },
    });
  } finally {
    own.destroy();
    living.destroy();
  }
}
