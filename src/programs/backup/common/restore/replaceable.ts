import { escapeId } from 'mysql2';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { environmentError, usageError } from '../../../../errors.ts';

export type Name = { readonly schema: string; readonly table: string };

/** @throws DrillError (exit 64) for what is no table of a schema */
export function tableName(text: string): Name {
  const [schema = '', table = '', ...more] = text.split('.');
  if (schema !== '' && table !== '' && more.length === 0) return { schema, table };
  throw usageError(`Expected a table such as shop.orders, found "${text}".`);
}

export function quote({ schema, table }: Name): string {
  return `${escapeId(schema, true)}.${escapeId(table, true)}`;
}

export async function exists(server: Connection, { schema, table }: Name): Promise<boolean> {
  const sql = 'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?';
  const [rows] = await server.query<RowDataPacket[]>(sql, [schema, table]);
  return rows.length > 0;
}

/**
 * What belongs to a table and stays with the old one when another one takes its place: for each kind a query for the names
 * of those that a table has.
 */
export type Attached = Readonly<Record<string, string>>;

export const triggersAndKeys: Attached = {
  trigger: `SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS
    WHERE EVENT_OBJECT_SCHEMA = :schema AND EVENT_OBJECT_TABLE = :table`,
  'foreign key': `SELECT CONSTRAINT_NAME AS name FROM information_schema.REFERENTIAL_CONSTRAINTS
    WHERE (CONSTRAINT_SCHEMA = :schema AND TABLE_NAME = :table)
       OR (UNIQUE_CONSTRAINT_SCHEMA = :schema AND REFERENCED_TABLE_NAME = :table)`,
};

/**
 * Refuses a table that cannot be exchanged as a whole: what is attached to it, here or in the backup, would be lost
 * without a word.
 *
 * @throws DrillError (exit 3) naming what is in the way
 */
export async function mustBeReplaceable(
  name: Name,
  attached: Attached,
  servers: readonly Connection[],
): Promise<void> {
  for (const server of servers) {
    for (const [what, sql] of Object.entries(attached)) {
      const [rows] = await server.query<(RowDataPacket & { name: string })[]>(
        { sql, namedPlaceholders: true },
        name,
      );
      if (!rows[0]) continue;
      throw environmentError(
        `${name.schema}.${name.table} has a ${what} (${rows[0].name}), which an exchange of the table would lose.`,
        {
          hint: `drop it before and make it again afterwards, or copy the rows from the restored server by hand: it runs until release`,
        },
      );
    }
  }
}

/** Refuses to touch what stands where something is to be put: it may be somebody's evidence. @throws DrillError (exit 3) */
export async function mustBeFree(name: Name, server: Connection): Promise<void> {
  if (!(await exists(server, name))) return;
  throw environmentError(`${name.schema}.${name.table} exists already.`, {
    hint: 'an earlier exchange left it: drop or rename it when nobody needs it any more',
  });
}
