import type { Session } from '../engine/session.ts';
import { type Chunk, checksumOf, chunksOf, type Division, rowsIn } from './chunks.ts';
import { onBoth, type Pair, type Recheck, recheck } from './pair.ts';
import { type Key, keyIs, keyTitle, rowDigest, type Table, tableSql, titleOf, valueDigest } from './table.ts';

/** A row that is not the same on two nodes. */
export type Difference = {
  readonly table: string;
  /** Null where the table has no key by which rows can be told apart. */
  readonly key: string | null;
  readonly kind: 'missing' | 'extra' | 'different';
  /** In which columns; empty where one node has no such row. */
  readonly columns: readonly string[];
};

/** What comparing a table on two nodes gave. */
export type TableFinding = {
  readonly table: string;
  readonly rows: number;
  readonly chunks: number;
  readonly differences: readonly Difference[];
  /** Why some of it could not be decided, a line each: the other node is behind, or a row changes all the time. */
  readonly undecided: readonly string[];
};

/**
 * Compares a table on two nodes while it is written to. Chunks by checksum; the rows of a chunk that differs by digest; and a
 * row that differs again, until it is the same, or it has been another on both at rest: unchanged on the source, while
 * the other node executed all that the source had. Lag is no difference, and a difference is no lag.
 */
export async function compareTable(
  pair: Pair,
  table: Table,
  options: Division & Recheck,
): Promise<TableFinding> {
  return compareChunks(pair, table, chunksOf(pair.source.session, table, options), options);
}

/** So many rows of known keys are compared at once. */
const keysPerChunk = 200;

/** Compares the rows of some keys in the same way. */
export async function compareKeys(
  pair: Pair,
  table: Table,
  keys: readonly Key[],
  options: Recheck,
): Promise<TableFinding> {
  const chunks: Chunk[] = [];
  for (let from = 0; from < keys.length; from += keysPerChunk) {
    const some = keys.slice(from, from + keysPerChunk);
    chunks.push({ where: some.map((key) => `(${keyIs(table, key)})`).join(' OR ') });
  }
  return compareChunks(pair, table, chunks, options);
}

async function compareChunks(
  pair: Pair,
  table: Table,
  parts: Iterable<Chunk> | AsyncIterable<Chunk>,
  options: Recheck,
): Promise<TableFinding> {
  const differences: Difference[] = [];
  const undecided: string[] = [];
  let [rows, chunks] = [0, 0];
  for await (const chunk of parts) {
    chunks += 1;
    const [own, theirs] = await onBoth(pair, (session) => checksumOf(session, table, chunk));
    rows += own.rows;
    if (own.rows === theirs.rows && own.sum === theirs.sum) continue;
    if (table.key.length === 0) {
      const found = await recheck(pair, options, (session) => sumText(session, table, chunk));
      if (found === 'differs')
        differences.push({ table: titleOf(table), key: null, kind: 'different', columns: [] });
      else if (found !== 'same') undecided.push(`${titleOf(table)}: ${found}`);
      continue;
    }
    const [mine, others] = await onBoth(pair, (session) => rowsIn(session, table, chunk));
    for (const id of new Set([...mine.keys(), ...others.keys()])) {
      if (mine.get(id) === others.get(id)) continue;
      const key = JSON.parse(id) as Key;
      const found = await recheck(pair, options, (session) => digestOf(session, table, key));
      if (found === 'differs') differences.push(await describe(pair, table, key));
      else if (found !== 'same') undecided.push(`${titleOf(table)}: ${keyTitle(table, key)}: ${found}`);
    }
  }
  return { table: titleOf(table), rows, chunks, differences, undecided };
}

async function sumText(session: Session, table: Table, chunk: { where: string }): Promise<string> {
  const { rows, sum } = await checksumOf(session, table, chunk);
  return `${rows} ${sum}`;
}

/** The digest of the row of a key; null where there is none. */
async function digestOf(session: Session, table: Table, key: Key): Promise<string | null> {
  const sql = `SELECT ${rowDigest(table)} AS d FROM ${tableSql(table)} WHERE ${keyIs(table, key)}`;
  const [row] = await session.query<{ d: string }>(sql);
  return row?.d ?? null;
}

async function describe(pair: Pair, table: Table, key: Key): Promise<Difference> {
  const digests = table.columns.map((column, index) => `${valueDigest(column)} AS c${index}`).join(', ');
  const sql = `SELECT ${digests} FROM ${tableSql(table)} WHERE ${keyIs(table, key)}`;
  const [[mine], [theirs]] = await onBoth(pair, (session) => session.query<Record<string, string>>(sql));
  const columns = table.columns.flatMap(({ name }, index) =>
    mine && theirs && mine[`c${index}`] !== theirs[`c${index}`] ? [name] : [],
  );
  const kind = !theirs ? 'missing' : !mine ? 'extra' : 'different';
  return { table: titleOf(table), key: keyTitle(table, key), kind, columns };
}
