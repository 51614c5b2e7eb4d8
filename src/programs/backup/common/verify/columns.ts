import { escapeId } from 'mysql2';
import type { Connection, RowDataPacket } from 'mysql2/promise';

export type Column = {
  /** As SQL names it. */
  readonly quoted: string;
  readonly type: string;
  /** The server computes its value. */
  readonly generated: boolean;
};

/** The columns of a table in their order. */
export async function listColumns(
  server: Connection,
  { schema, table }: { readonly schema: string; readonly table: string },
): Promise<Column[]> {
  const [rows] = await server.query<
    (RowDataPacket & { name: string; type: string; expression: string | null })[]
  >(
    `SELECT COLUMN_NAME AS name, DATA_TYPE AS type, GENERATION_EXPRESSION AS expression
      FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [schema, table],
  );
  return rows.map(({ name, type, expression }) => ({
    quoted: escapeId(name, true),
    type: type.toLowerCase(),
    // MySQL has an empty text where MariaDB has NULL.
    generated: expression !== null && expression !== '',
  }));
}

/** The value of a column as SQL; a FLOAT is written with six digits unless it is asked for as a DOUBLE. */
export function exactValue({ quoted, type }: Column): string {
  return type === 'float' ? `CAST(${quoted} AS DOUBLE)` : quoted;
}
