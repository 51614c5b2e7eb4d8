import type { Connection, RowDataPacket } from 'mysql2/promise';
import { environmentError, usageError } from '../../../../errors.ts';
import { executedOn, waitUntilExecuted } from '../../../mysql/gtids.ts';
import { follow } from '../../../mysql/receiver.ts';
import { connect } from '../../../mysql/session.ts';
import { digestTable } from '../../common/verify/rows.ts';
import type { FullContext } from '../full/types.ts';
import { askServers, primaryAmong, type Reach } from '../service/servers.ts';
import { connectToWorkServer } from '../service/work-server.ts';
import { copyRows } from './copy-rows.ts';
import { exists, mustBeFree, mustBeReplaceable, type Name, quote } from './replaceable.ts';

/** What came of putting a restored table in the place of a damaged one. */
type ReplacedTable = {
  readonly table: string;
  /** Where the damaged one stands; null where there was none. */
  readonly damaged: string | null;
  /** Of the restored table. */
  readonly rows: number;
};

const withinMs = 300_000;

/**
 * Puts a table of the restored server in the place of the living cluster's own. The restored server follows the
 * primary first, without the transaction that did the damage, so that it has what others wrote meanwhile. From then
 * until the exchange, which is atomic, writes to the table wait; the damaged one stays beside it, under another name.
 * A copy whose rows are not all equal to the restored ones is not put in its place.
 *
 * @throws DrillError (exit 64) for what is no table name, (exit 3) when there is no primary, the table is not restored,
 *   cannot be exchanged as a whole, or its copy is not equal
 */
export async function replaceTable(name: string, context: FullContext & Reach): Promise<ReplacedTable> {
  const [schema = '', table = '', ...more] = name.split('.');
  if (schema === '' || table === '' || more.length > 0) {
    throw usageError(`Expected a table such as shop.orders, found "${name}".`);
  }
  const primary = primaryAmong(await askServers(context));
  if (!primary) throw environmentError('There is no primary whose table could be replaced.');
  const { address } = primary;
  const own = await connectToWorkServer(context.admin);
  const living = await connect(address, context.admin, 5000);
  living.on('error', () => undefined);
  try {
    const source = { host: address.host, port: address.port, account: context.replication };
    await follow(own, { ...source, heartbeatMs: 1000, delaySeconds: 0 });
    await waitUntilExecuted(own, await executedOn(living), 'the restored server', withinMs);
    await mustBeReplaceable({ schema, table }, [own, living]);
    return await exchange({ schema, table }, own, living);
  } finally {
    own.destroy();
    living.destroy();
  }
}

async function exchange(name: Name, own: Connection, living: Connection): Promise<ReplacedTable> {
  const restored = { ...name, table: `${name.table}__restored` };
  const damaged = { ...name, table: `${name.table}__damaged` };
  for (const free of [restored, damaged]) await mustBeFree(free, living);
  const isThere = await exists(living, name);
  await living.query(await createStatement(own, name, restored));
  try {
    const rows = await fill(restored, { name, isThere }, own, living);
    const aside = isThere ? `${quote(name)} TO ${quote(damaged)}, ` : '';
    await living.query(`RENAME TABLE ${aside}${quote(restored)} TO ${quote(name)}`);
    await living.query('UNLOCK TABLES');
    return {
      table: `${name.schema}.${name.table}`,
      damaged: isThere ? `${damaged.schema}.${damaged.table}` : null,
      rows,
    };
  } catch (error) {
    await removeCopy(restored, living).catch(() => undefined);
    throw error;
  }
}

async function removeCopy(copy: Name, living: Connection): Promise<void> {
  await living.query('UNLOCK TABLES');
  await living.query(`DROP TABLE IF EXISTS ${quote(copy)}`);
}

/** Fills the copy with all that the table has when nobody writes to it any more. Its lock is held afterwards. */
async function fill(
  restored: Name,
  { name, isThere }: { name: Name; isThere: boolean },
  own: Connection,
  living: Connection,
): Promise<number> {
  const locked = [...(isThere ? [name] : []), restored].map((one) => `${quote(one)} WRITE`);
  await living.query(`LOCK TABLES ${locked.join(', ')}`);
  await waitUntilExecuted(own, await executedOn(living), 'the restored server', withinMs);
  const rows = await copyRows(own, name, living, restored);
  const [expected, found] = [await digestTable(own, name), await digestTable(living, restored)];
  if (found.rows === expected.rows && found.digest === expected.digest) return rows;
  throw environmentError(
    `The copy of ${name.schema}.${name.table} is not equal to the restored table (${expected.rows} rows, ${found.rows} in the copy): nothing was exchanged.`,
  );
}

async function createStatement(own: Connection, name: Name, as: Name): Promise<string> {
  if (!(await exists(own, name))) {
    throw environmentError(`The restored server has no table ${name.schema}.${name.table}.`);
  }
  const [rows] = await own.query<(RowDataPacket & Record<'Create Table', string>)[]>(
    `SHOW CREATE TABLE ${quote(name)}`,
  );
  const statement = rows[0]?.['Create Table'] ?? '';
  return statement.replace(/^CREATE TABLE `(?:[^`]|``)+`/, `CREATE TABLE ${quote(as)}`);
}
