import type { Connection, RowDataPacket } from 'mysql2/promise';
import { environmentError } from '../../../../errors.ts';
import { digestTable } from '../verify/rows.ts';
import { copyRows } from './copy-rows.ts';
import { type Attached, exists, mustBeFree, mustBeReplaceable, type Name, quote } from './replaceable.ts';

/** What came of putting a restored table in the place of a damaged one. */
export type ReplacedTable = {
  readonly table: string;
  /** Where the damaged one stands; null where there was none. */
  readonly damaged: string | null;
  /** Of the restored table. */
  readonly rows: number;
};

/** The two servers, and what differs between kinds of them. */
export type Sides = {
  /** The restored server, which follows the primary, without the transaction that did the damage. */
  readonly own: Connection;
  /** The primary. */
  readonly living: Connection;
  readonly attached: Attached;
  /** Resolves when the restored server has all that the primary has now. */
  catchUp(): Promise<void>;
  /** Renames tables that `living` has locked, with no write to them in between, and ends its locks. */
  renameAndUnlock(sql: string): Promise<void>;
};

/**
 * Puts a table of the restored server in the place of the living cluster's own. The restored server follows the primary
 * first, so that it has what others wrote meanwhile. From then until the exchange, which is atomic, writes to the table
 * wait; the damaged one stays beside it, under another name. A copy whose rows are not all equal to the restored ones is
 * not put in its place.
 *
 * @throws DrillError (exit 3) when the table is not restored, cannot be exchanged as a whole, or its copy is not equal
 */
export async function exchangeTable(name: Name, sides: Sides): Promise<ReplacedTable> {
  await sides.catchUp();
  await mustBeReplaceable(name, sides.attached, [sides.own, sides.living]);
  return exchange(name, sides);
}

async function exchange(name: Name, sides: Sides): Promise<ReplacedTable> {
  const { own, living } = sides;
  const restored = { ...name, table: `${name.table}__restored` };
  const damaged = { ...name, table: `${name.table}__damaged` };
  for (const free of [restored, damaged]) await mustBeFree(free, living);
  const isThere = await exists(living, name);
  await living.query(await createStatement(own, name, restored));
  try {
    const rows = await fill(restored, { name, isThere }, sides);
    const aside = isThere ? `${quote(name)} TO ${quote(damaged)}, ` : '';
    await sides.renameAndUnlock(`RENAME TABLE ${aside}${quote(restored)} TO ${quote(name)}`);
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
  { own, living, catchUp }: Sides,
): Promise<number> {
  const locked = [...(isThere ? [name] : []), restored].map((one) => `${quote(one)} WRITE`);
  await living.query(`LOCK TABLES ${locked.join(', ')}`);
  await catchUp();
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
