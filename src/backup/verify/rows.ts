import { escapeId } from 'mysql2';
import type { Connection, RowDataPacket } from 'mysql2/promise';

/** What stands in a table: its rows counted, and all of them in one number of 128 bits. */
export type TableDigest = { readonly rows: number; readonly digest: string };

type NameRow = RowDataPacket & { name: string };
type DigestRow = RowDataPacket & { rows: string | number; digest: string };

/**
 * Digests of all tables of the applications, by `schema.table`: BIT_XOR over the rows of their SHA-256, cut to 128 bits
 * (as pt-table-checksum does with shorter ones). Two equal rows would cancel each other out where there is no unique
 * key: the number of rows tells. Each value is quoted by the server, so that
 * no two different rows read the same, and NULL is no text. The server reads every row; nothing else is sent.
 */
export async function digestTables(connection: Connection): Promise<Map<string, TableDigest>> {
  const digests = new Map<string, TableDigest>();
  for (const name of await tablesOf(connection)) {
    const expressions = await columnsOf(connection, name);
    const row = `SHA2(CONCAT_WS(',', ${expressions.join(', ')}), 256)`;
    const part = (from: number): string =>
      `LPAD(HEX(BIT_XOR(CAST(CONV(SUBSTRING(${row}, ${from}, 16), 16, 10) AS UNSIGNED))), 16, '0')`;
    const [rows] = await connection.query<DigestRow[]>(
      `SELECT COUNT(*) AS \`rows\`, CONCAT(${part(1)}, ${part(17)}) AS digest FROM ${quoted(name)}`,
    );
    digests.set(name, { rows: Number(rows[0]?.rows), digest: rows[0]?.digest ?? '' });
  }
  return digests;
}

/** In what two servers differ, a line a table; none where all rows are equal. */
export function differences(
  expected: ReadonlyMap<string, TableDigest>,
  found: ReadonlyMap<string, TableDigest>,
): string[] {
  const names = [...new Set([...expected.keys(), ...found.keys()])].sort();
  return names.flatMap((name) => {
    const [a, b] = [expected.get(name), found.get(name)];
    if (!a) return [`${name}: expected no such table, found ${b?.rows} rows`];
    if (!b) return [`${name}: expected ${a.rows} rows, found no such table`];
    if (a.rows !== b.rows) return [`${name}: expected ${a.rows} rows, found ${b.rows}`];
    return a.digest === b.digest ? [] : [`${name}: ${a.rows} rows in both, but not the same ones`];
  });
}

async function tablesOf(connection: Connection): Promise<string[]> {
  const [rows] = await connection.query<NameRow[]>(
    `SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) AS name FROM information_schema.TABLES
      WHERE TABLE_TYPE = 'BASE TABLE'
        AND TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
      ORDER BY TABLE_SCHEMA, TABLE_NAME`,
  );
  return rows.map(({ name }) => name);
}

async function columnsOf(connection: Connection, name: string): Promise<string[]> {
  const [schema = '', table = ''] = split(name);
  const [rows] = await connection.query<NameRow[]>(
    `SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
    [schema, table],
  );
  return rows.map((row) => `QUOTE(${escapeId(row.name, true)})`);
}

function quoted(name: string): string {
  return split(name)
    .map((part) => escapeId(part, true))
    .join('.');
}

/** The schema and the table of `schema.table`; no schema has a dot in its name here, as it is a folder's name. */
function split(name: string): string[] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}
