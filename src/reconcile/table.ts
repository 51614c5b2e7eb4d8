import type { Session } from '../engine/session.ts';
import { ofUsers } from '../engine/table-definitions.ts';

/** How the values of a key are written into a statement. */
type Literal = 'number' | 'time' | 'text' | 'bytes';

type Column = { readonly name: string; readonly type: string };
type KeyColumn = Column & { readonly literal: Literal };

/** A table as it is compared. */
export type Table = {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly Column[];
  /** The primary key; empty where there is none, or one by whose values a table cannot be divided. */
  readonly key: readonly KeyColumn[];
};

const literals: Readonly<Record<string, Literal>> = {
  ...Object.fromEntries(
    ['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'year'].map((type) => [type, 'number']),
  ),
  ...Object.fromEntries(['date', 'datetime', 'timestamp', 'time'].map((type) => [type, 'time'])),
  ...Object.fromEntries(
    ['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext'].map((type) => [type, 'text']),
  ),
  ...Object.fromEntries(
    ['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob'].map((type) => [type, 'bytes']),
  ),
} as const;

/** Every table of some schemas, or of all that are not the server's own. Names are compared as the server writes them. */
export async function tablesOf(session: Session, schemas: readonly string[]): Promise<Table[]> {
  const where = schemas.length > 0 ? 'IN (?)' : ofUsers;
  const values = schemas.length > 0 ? [schemas] : [];
  const columns = await session.query<{ schema: string; name: string; column: string; type: string }>(
    `SELECT c.TABLE_SCHEMA AS \`schema\`, c.TABLE_NAME AS name, c.COLUMN_NAME AS \`column\`, c.DATA_TYPE AS type
       FROM information_schema.COLUMNS c JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
      WHERE t.TABLE_TYPE = 'BASE TABLE' AND c.TABLE_SCHEMA ${where}
      ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION`,
    values,
  );
  const keys = await session.query<{ schema: string; name: string; column: string; part: number | null }>(
    `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS name, COLUMN_NAME AS \`column\`, SUB_PART AS part
       FROM information_schema.STATISTICS WHERE INDEX_NAME = 'PRIMARY' AND TABLE_SCHEMA ${where}
      ORDER BY TABLE_SCHEMA, TABLE_NAME, SEQ_IN_INDEX`,
    values,
  );
  const nameOf = ({ schema, name }: { schema: string; name: string }): string =>
    JSON.stringify([schema, name]);
  const keysByTable = Map.groupBy(keys, nameOf);
  return [...Map.groupBy(columns, nameOf)].map(([id, own]) => {
    const { schema = '', name = '' } = own[0] ?? {};
    const known = own.map(({ column, type }) => ({ name: column, type: type.toLowerCase() }));
    const key = (keysByTable.get(id) ?? []).map(({ column, part }) => {
      const type = known.find((one) => one.name === column)?.type ?? '';
      return { name: column, type, literal: part === null ? literals[type] : undefined };
    });
    const usable = key.flatMap(({ literal, ...column }) => (literal ? [{ ...column, literal }] : []));
    return { schema, name, columns: known, key: usable.length === key.length ? usable : [] };
  });
}

/** `shop.orders`: how a table is named to people. */
export function titleOf({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
  return `${schema}.${name}`;
}

/** A name in a statement. */
export function quotedName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** The table in a statement. */
export function tableSql({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
  return `${quotedName(schema)}.${quotedName(name)}`;
}

/** Values of a key, as its columns' literals need them: digits, or hexadecimal digits of bytes. */
export type Key = readonly string[];

/** Selects the values of a key, so that `literalOf` can write each back without loss. */
export function keySelect({ key }: Table): string {
  return key
    .map(({ name, literal }, index) => {
      const column = quotedName(name);
      const value = {
        number: `CAST(${column} AS CHAR)`,
        time: `CAST(${column} AS CHAR)`,
        text: `HEX(CONVERT(${column} USING utf8mb4))`,
        bytes: `HEX(${column})`,
      }[literal];
      return `${value} AS k${index}`;
    })
    .join(', ');
}

function literalOf({ literal }: KeyColumn, value: string): string {
  if (literal === 'number') return value;
  if (literal === 'time') return `'${value}'`;
  return literal === 'text' ? `_utf8mb4 x'${value}'` : `x'${value}'`;
}

/** Whether a row has that key. */
export function keyIs({ key }: Table, values: Key): string {
  return key
    .map((column, index) => `${quotedName(column.name)} = ${literalOf(column, values[index] ?? '')}`)
    .join(' AND ');
}

/** Whether a row comes after a key, or not after it; without row constructors, which use no index. */
export function keyCompares({ key }: Table, relation: '>' | '<=', values: Key): string {
  const strict = relation === '>' ? '>' : '<';
  const alternatives = key.map((_, index) => {
    const parts = key.slice(0, index + 1).map((column, at) => {
      const isLast = at === key.length - 1 && relation === '<=';
      const sign = at < index ? '=' : isLast ? '<=' : strict;
      return `${quotedName(column.name)} ${sign} ${literalOf(column, values[at] ?? '')}`;
    });
    return `(${parts.join(' AND ')})`;
  });
  return `(${alternatives.join(' OR ')})`;
}

/** A key for people: `id=7`, `writer=1, sequence=21`. */
export function keyTitle({ key }: Table, values: Key): string {
  return key
    .map(({ name, literal }, index) => {
      const value = values[index] ?? '';
      return `${name}=${literal === 'text' ? JSON.stringify(Buffer.from(value, 'hex').toString()) : literal === 'bytes' ? `0x${value}` : value}`;
    })
    .join(', ');
}

/** Types whose bytes no character set can tell. */
const binary = /blob$|binary$|^(?:bit|geometry|point|linestring|polygon|multi\w+|geom\w+|vector)$/;

/** A digest of the value of a column (SHA2: newer servers have MD5 only as a component), by its meaning and not by how a server keeps it; `n` for NULL. */
export function valueDigest({ name, type }: Column): string {
  const column = quotedName(name);
  const value = binary.test(type)
    ? `CAST(${column} AS BINARY)`
    : `CONVERT(CAST(${column} AS CHAR) USING utf8mb4)`;
  return `IFNULL(SHA2(${value}, 256), 'n')`;
}

/** A digest of a whole row. */
export function rowDigest({ columns }: Pick<Table, 'columns'>): string {
  return `SHA2(CONCAT_WS(',', ${columns.map(valueDigest).join(', ')}), 256)`;
}
