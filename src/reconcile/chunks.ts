import type { Session } from '../engine/session.ts';
import { type Key, keyCompares, keySelect, quotedName, rowDigest, type Table, tableSql } from './table.ts';

/** Part of a table: the rows that a condition holds of. */
export type Chunk = { readonly where: string };

/** A condition besides, such as rows that were modified lately; and how many rows a chunk has at most. */
export type Division = { readonly only: string; readonly rows: number };

/**
 * Divides a table by its primary key, as it is on the source; the last part has no end, so that every row of either node is
 * in one. A table without a key is one part.
 */
export async function* chunksOf(
  source: Session,
  table: Table,
  { only, rows }: Division,
): AsyncGenerator<Chunk> {
  let above = only;
  for (;;) {
    const last = table.key.length === 0 ? undefined : await keyAfter(source, table, above, rows);
    if (!last) return yield { where: above };
    yield { where: `${above} AND ${keyCompares(table, '<=', last)}` };
    above = `${only} AND ${keyCompares(table, '>', last)}`;
  }
}

async function keyAfter(
  source: Session,
  table: Table,
  where: string,
  rows: number,
): Promise<Key | undefined> {
  const order = table.key.map(({ name }) => quotedName(name)).join(', ');
  const [row] = await source.query<Record<string, string>>(
    `SELECT ${keySelect(table)} FROM ${tableSql(table)} WHERE ${where} ORDER BY ${order} LIMIT 1 OFFSET ${rows - 1}`,
  );
  return row && keyOf(table, row);
}

export function keyOf({ key }: Table, row: Readonly<Record<string, string>>): Key {
  return key.map((_, index) => String(row[`k${index}`]));
}

/** How many rows a chunk has, and two sums of their digests: rows that are there twice cancel out in one of them only. */
export async function checksumOf(
  session: Session,
  table: Table,
  { where }: Chunk,
): Promise<{ rows: number; sum: string }> {
  const digest = rowDigest(table);
  const [row] = await session.query<{ rows: number; xored: string | null; added: string | null }>(
    `SELECT COUNT(*) AS \`rows\`, HEX(BIT_XOR(UNHEX(${digest}))) AS xored, CAST(SUM(CRC32(${digest})) AS CHAR) AS added
       FROM ${tableSql(table)} WHERE ${where}`,
  );
  return { rows: Number(row?.rows), sum: `${row?.xored} ${row?.added}` };
}

/** The digests of the rows of a chunk, by key. */
export async function rowsIn(session: Session, table: Table, { where }: Chunk): Promise<Map<string, string>> {
  const rows = await session.query<Record<string, string>>(
    `SELECT ${keySelect(table)}, ${rowDigest(table)} AS d FROM ${tableSql(table)} WHERE ${where}`,
  );
  return new Map(rows.map((row) => [JSON.stringify(keyOf(table, row)), String(row.d)]));
}
