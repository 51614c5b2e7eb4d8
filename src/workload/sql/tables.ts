import { quoteName, type Session } from '../../engine/session.ts';
import type { FinalRead } from '../beside/types.ts';

/** The ledger's own rows are compared one by one, by checks of its own. */
const ownTable = 'entries';

type Column = { readonly tableName: string; readonly columnName: string };

/** How many rows each table of a schema has, and a checksum of them that their order does not change. */
export async function tableReads(session: Session, schema: string): Promise<FinalRead[]> {
  const columns = await session.query<Column>(
    `SELECT c.TABLE_NAME AS tableName, c.COLUMN_NAME AS columnName
     FROM information_schema.COLUMNS c JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
     WHERE TABLE_SCHEMA = ? AND t.TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME <> ?
     ORDER BY TABLE_NAME, c.ORDINAL_POSITION`,
    [schema, ownTable],
  );
  const reads: FinalRead[] = [];
  for (const [table, own] of Map.groupBy(columns, ({ tableName }) => tableName)) {
    const names = own.map(({ columnName }) => quoteName(columnName));
    const [sum] = await session.query<{ rowCount: number; checksum: string | null }>(
      checksumOf(names, `${quoteName(schema)}.${quoteName(table)}`),
    );
    reads.push([
      `table ${table}`,
      { rows: Number(sum?.rowCount ?? 0), checksum: String(sum?.checksum ?? '0') },
    ]);
  }
  return reads;
}

/**
 * The sum over all rows of 60 bits of a hash of the row. A sum, as two equal rows would cancel each other in an exclusive
 * or; of hexadecimal digits, as columns of different character sets cannot be joined.
 */
function checksumOf(columns: readonly string[], table: string): string {
  const texts = columns.map((column) => `HEX(CONCAT(${column}))`);
  const nulls = columns.map((column) => `ISNULL(${column})`);
  const row = `CONCAT_WS('#', ${[...texts, ...nulls].join(', ')})`;
  const bits = `CAST(CONV(LEFT(SHA2(${row}, 256), 15), 16, 10) AS DECIMAL(30, 0))`;
  return `SELECT COUNT(*) AS rowCount, CAST(SUM(${bits}) AS CHAR) AS checksum FROM ${table}`;
}
