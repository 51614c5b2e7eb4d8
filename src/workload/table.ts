import type { Session } from '../engine/session.ts';
import type { FinalTableHeader } from '../history/schema.ts';

/** Of a table or a schema that a server does not have. */
const missing = new Set(['ER_NO_SUCH_TABLE', 'ER_BAD_DB_ERROR']);

/** All rows of a small table of whole numbers, ascending by its first column. */
export async function collectTable(
  session: Session,
  { name, columns }: FinalTableHeader,
): Promise<number[][]> {
  const [schema = '', table = ''] = name.split('.');
  const sql = 'SELECT ?? FROM ??.?? ORDER BY ??';
  const rows = await session.query<Record<string, number>>(sql, [columns, schema, table, columns[0] ?? '']);
  return rows.map((row) => columns.map((column) => Number(row[column])));
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
