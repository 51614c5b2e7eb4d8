import { createConnection, escapeId } from 'mysql2';
import type { Connection, ConnectionOptions, RowDataPacket } from 'mysql2/promise';
import { connect } from '../../cluster/connection.ts';
import { environmentError, usageError } from '../../errors.ts';
import { follow } from '../../replication/mysql/receiver.ts';
import type { FullMeans } from '../full/types.ts';
import { askServers, primaryAmong, type Reach } from '../service/servers.ts';
import { connectToWorkServer } from '../service/work-server.ts';
import { executedOf, untilExecuted } from './catch-up.ts';
import type { ReplacedTable } from './replaced-table.ts';

const rowsAtOnce = 1000;

/**
 * Puts a table of the restored server in the place of the living cluster's own. The restored server follows the
 * primary first, without the transaction that did the damage, so that it has what others wrote meanwhile. From then
 * until the exchange, which is atomic, writes to the table wait; the damaged one stays beside it, under another name.
 *
 * @throws DrillError (exit 64) for what is no table name, (exit 3) when there is no primary or the table is not restored
 */
export async function replaceTable(name: string, means: FullMeans & Reach): Promise<ReplacedTable> {
  const [schema = '', table = '', ...more] = name.split('.');
  if (schema === '' || table === '' || more.length > 0) {
    throw usageError(`Expected a table such as shop.orders, found "${name}".`);
  }
  const primary = primaryAmong(await askServers(means));
  if (!primary) throw environmentError('There is no primary whose table could be replaced.');
  const { address } = primary;
  const own = await connectToWorkServer(means.admin);
  const living = await connect(address, means.admin, 5000);
  living.on('error', () => undefined);
  try {
    const source = { host: address.host, port: address.port, account: means.replication };
    await follow(own, { ...source, heartbeatMs: 1000, delaySeconds: 0 });
    await untilExecuted(own, await executedOf(living));
    return await exchange({ schema, table }, own, living);
  } finally {
    own.destroy();
    living.destroy();
  }
}

type Name = { readonly schema: string; readonly table: string };

async function exchange(name: Name, own: Connection, living: Connection): Promise<ReplacedTable> {
  const restored = { ...name, table: `${name.table}__restored` };
  const damaged = { ...name, table: `${name.table}__damaged` };
  await living.query(`DROP TABLE IF EXISTS ${quote(restored)}, ${quote(damaged)}`);
  await living.query(await createStatement(own, name, restored));
  const isThere = await exists(living, name);
  const locked = [...(isThere ? [name] : []), restored].map((one) => `${quote(one)} WRITE`);
  await living.query(`LOCK TABLES ${locked.join(', ')}`);
  // Nobody writes to the table any more: what the restored server has then is all there is.
  await untilExecuted(own, await executedOf(living));
  const columns = await columnsOf(own, name);
  const rows = await copyRows(columns, name, own.config, restored, living);
  const aside = isThere ? `${quote(name)} TO ${quote(damaged)}, ` : '';
  await living.query(`RENAME TABLE ${aside}${quote(restored)} TO ${quote(name)}`);
  await living.query('UNLOCK TABLES');
  return {
    table: `${name.schema}.${name.table}`,
    damaged: isThere ? `${damaged.schema}.${damaged.table}` : null,
    rows,
  };
}

/** Streams the rows from one server into another, a thousand at a time; resolves with their number. */
async function copyRows(
  columns: readonly string[],
  from: Name,
  own: ConnectionOptions,
  to: Name,
  living: Connection,
): Promise<number> {
  const list = columns.map((column) => escapeId(column, true)).join(', ');
  const sql = `SELECT ${list} FROM ${quote(from)}`;
  const insert = `INSERT INTO ${quote(to)} (${list}) VALUES ?`;
  const texts = {
    sql,
    rowsAsArray: true,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  };
  let rows = 0;
  let batch: unknown[][] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await living.query(insert, [batch]);
    rows += batch.length;
    batch = [];
  };
  const { host = 'localhost', port = 3306, user = '', password = '' } = own;
  const reader = createConnection({ host, port, user, password });
  try {
    for await (const row of reader.query(texts).stream()) {
      batch.push(row);
      if (batch.length >= rowsAtOnce) await flush();
    }
    await flush();
    return rows;
  } finally {
    reader.destroy();
  }
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

async function exists(server: Connection, { schema, table }: Name): Promise<boolean> {
  const sql = 'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?';
  const [rows] = await server.query<RowDataPacket[]>(sql, [schema, table]);
  return rows.length > 0;
}

/** Without generated columns, which the server fills in by itself. */
async function columnsOf(server: Connection, { schema, table }: Name): Promise<string[]> {
  const [rows] = await server.query<(RowDataPacket & { name: string })[]>(
    `SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND GENERATION_EXPRESSION = '' ORDER BY ORDINAL_POSITION`,
    [schema, table],
  );
  return rows.map(({ name }) => name);
}

function quote({ schema, table }: Name): string {
  return `${escapeId(schema, true)}.${escapeId(table, true)}`;
}
