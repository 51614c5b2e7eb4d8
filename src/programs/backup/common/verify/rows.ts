import { escapeId } from 'mysql2';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { exactValue, listColumns } from './columns.ts';

/** What stands in a table: its rows counted, and all of them in two numbers. */
export type TableDigest = { readonly rows: number; readonly digest: string };

type Name = { readonly schema: string; readonly table: string };
type DigestRow = RowDataPacket & { rows: string | number; digest: string };

/**
 * Digests of all tables of the applications, by `schema.table`: the sum over the rows of their SHA-256, as two numbers of
 * 64 bits each. It does not depend on the order, and unlike the usual XOR (pt-table-checksum) two equal rows, where
 * there is no unique key, do not cancel each other out. Each value is hashed by itself: no two different rows read the
 * same, NULL is no text, and no row is too long (a function whose result exceeds max_allowed_packet is NULL). The server
 * reads every row; nothing else is sent.
 */
export async function digestTables(connection: Connection): Promise<Map<string, TableDigest>> {
  const digests = new Map<string, TableDigest>();
  for (const name of await tablesOf(connection)) {
    digests.set(`${name.schema}.${name.table}`, await digestTable(connection, name));
  }
  return digests;
}

/** The digest of one table; its session reads times in UTC from then on. */
export async function digestTable(connection: Connection, name: Name): Promise<TableDigest> {
  const columns = await listColumns(connection, name);
  const values = columns.map((column) => `COALESCE(SHA2(${exactValue(column)}, 256), 'NULL')`);
  const row = `SHA2(CONCAT(${values.join(', ')}), 256)`;
  const part = (from: number): string =>
    `COALESCE(SUM(CAST(CONV(SUBSTRING(${row}, ${from}, 16), 16, 10) AS DECIMAL(20))), 0)`;
  await connection.query("SET SESSION time_zone = '+00:00'");
  const [rows] = await connection.query<DigestRow[]>(
    `SELECT COUNT(*) AS \`rows\`, CONCAT(${part(1)}, '-', ${part(17)}) AS digest
      FROM ${escapeId(name.schema, true)}.${escapeId(name.table, true)}`,
  );
  return { rows: Number(rows[0]?.rows), digest: rows[0]?.digest ?? '' };
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

async function tablesOf(connection: Connection): Promise<Name[]> {
  const [rows] = await connection.query<(RowDataPacket & Name)[]>(
    `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\` FROM information_schema.TABLES
      WHERE TABLE_TYPE = 'BASE TABLE'
        AND TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
      ORDER BY TABLE_SCHEMA, TABLE_NAME`,
  );
  return rows;
}
