import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { FinalTableHeader } from '../history/schema.ts';

/** Of a table or a schema that a server does not have. */
const missing = new Set(['ER_NO_SUCH_TABLE', 'ER_BAD_DB_ERROR']);

/** All rows of a small table of whole numbers, ascending by its first column. */
export async function collectTable(
  connection: Connection,
  { name, columns }: FinalTableHeader,
): Promise<number[][]> {
  const [schema = '', table = ''] = name.split('.');
  const [rows] = await connection.query<RowDataPacket[][]>(
    { sql: 'SELECT ?? FROM ??.?? ORDER BY ??', rowsAsArray: true },
    [columns, schema, table, columns[0]],
  );
  return rows.map((row) => row.map(Number));
}

/** What reading a table gave; null when the server has no such table. Any other error is thrown. */
export async function unlessMissing<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && missing.has(String(error.code))) return null;
    throw error;
  }
}
