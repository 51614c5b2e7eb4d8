import type { Session } from '../engine/session.ts';
import { messageOf } from '../errors.ts';
import { counted } from '../evidence.ts';
import type { BinlogEvent } from '../formats/binlog/event.ts';
import { isDamage, readEvents } from '../formats/binlog/events.ts';
import {
  charBytes,
  type LoggedColumn,
  type LoggedRow,
  loggedColumns,
  loggedNumber,
  loggedRows,
} from '../formats/binlog/row-values.ts';
import { type Key, type Table, titleOf } from './table.ts';

/** The binary logs of a node, the oldest first; each is read once. */
export type LogFiles = readonly { readonly name: string; read(): AsyncIterable<Uint8Array> }[];

/** Which rows were changed, by table, each by its primary key. */
export type ChangedKeys = {
  readonly keys: ReadonlyMap<string, readonly Key[]>;
  /** Tables and statements of which the logs tell no keys, a line each. */
  readonly leftOut: readonly string[];
  /** What should have been read and was not, a line each: nobody knows which rows it is about. */
  readonly unread: readonly string[];
};

/** Character sets in which a text is the same bytes as in utf8mb4. */
const sameInUtf8 = new Set(['utf8mb4', 'utf8mb3', 'utf8', 'ascii']);
/** JSON values may be logged in part (PARTIAL_UPDATE_ROWS_EVENT). */
const partialUpdate = 39;

/** How a column of a key is read from a log. */
type KeyReader = { readonly at: number; read(value: Buffer, column: LoggedColumn): string };

/**
 * The primary keys of the rows that were changed since an instant, by the binary logs: of an update both the key before and
 * after it.
 *
 * @param sinceS seconds since the epoch, by the clock of the server
 */
export async function changedKeys(
  source: Session,
  tables: readonly Table[],
  files: LogFiles,
  sinceS: number,
): Promise<ChangedKeys> {
  const { readers, leftOut } = await keyReaders(source, tables);
  const keys = new Map<string, Map<string, Key>>();
  const unread: string[] = [];
  let statements = 0;
  for (const { name, read } of files) {
    const maps = new Map<number, { title: string; columns: LoggedColumn[] }>();
    for await (const event of readEvents(read(), true)) {
      if (isDamage(event)) {
        // A file that is being written may end within an event.
        if (event.kind !== 'truncated') unread.push(`${name} from offset ${event.offset}: ${event.text}`);
        continue;
      }
      if (event.kind === 'table-map') {
        const title = titleOf({ schema: event.schema, name: event.table });
        if (readers.has(title)) maps.set(event.tableId, { title, columns: loggedColumns(event.columns) });
        else maps.delete(event.tableId);
      }
      if (event.timestampS < sinceS) continue;
      if (event.kind === 'query' && !/^(?:BEGIN$|COMMIT$|ROLLBACK|SAVEPOINT|XA )/i.test(event.sql))
        statements += 1;
      const map = event.kind === 'rows' ? maps.get(event.tableId) : undefined;
      if (!map || event.kind !== 'rows') continue;
      try {
        const own = keys.get(map.title) ?? new Map<string, Key>();
        keys.set(map.title, own);
        for (const key of keysOf(event, map.columns, readers.get(map.title) ?? []))
          own.set(JSON.stringify(key), key);
      } catch (error) {
        unread.push(`${map.title}: changes at offset ${event.offset} of ${name}: ${messageOf(error)}`);
      }
    }
  }
  const told =
    statements === 0
      ? []
      : [
          `${counted(statements, 'statement')} that ${statements === 1 ? 'is' : 'are'} logged as such, as DDL is: what they changed`,
        ];
  return {
    keys: new Map([...keys].map(([title, own]) => [title, [...own.values()]])),
    leftOut: [...leftOut, ...told],
    unread,
  };
}

function keysOf(
  event: Extract<BinlogEvent, { kind: 'rows' }>,
  columns: readonly LoggedColumn[],
  readers: readonly KeyReader[],
): Key[] {
  const { change, image, type } = event;
  if (type === partialUpdate) throw new RangeError('parts of JSON values, which are not read');
  if (image === null) throw new RangeError('they are too long');
  const keyOf = (row: LoggedRow): Key[] => {
    const values = readers.map(({ at, read }) => {
      const value = row[at];
      const column = columns[at];
      return value && column ? read(value, column) : undefined;
    });
    // Where the row image is minimal, what an update became has the key only if that was changed.
    return values.every((value) => value !== undefined) ? [values] : [];
  };
  return loggedRows({ change, image }, columns).flatMap(keyOf);
}

/** How the key of each table is read; tables whose keys cannot be are left out, with the reason. */
async function keyReaders(source: Session, tables: readonly Table[]) {
  const about = await source.query<{
    schema: string;
    name: string;
    column: string;
    type: string;
    charset: string | null;
  }>(
    `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS name, COLUMN_NAME AS \`column\`, COLUMN_TYPE AS type,
       CHARACTER_SET_NAME AS charset FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA IN (?)`,
    [[...new Set(tables.map(({ schema }) => schema))]],
  );
  const readers = new Map<string, KeyReader[]>();
  const leftOut: string[] = [];
  for (const table of tables) {
    const title = titleOf(table);
    const own = table.key.map(({ name, literal, type }) => {
      const column = about.find(
        (one) => one.schema === table.schema && one.name === table.name && one.column === name,
      );
      const at = table.columns.findIndex((one) => one.name === name);
      const read = readerOf(literal, { type, full: column?.type ?? '', charset: column?.charset ?? null });
      return read && { at, read };
    });
    if (own.length === 0) leftOut.push(`${title}: it has no key by which rows can be told apart`);
    else if (own.every((one) => one !== undefined)) readers.set(title, own);
    else leftOut.push(`${title}: a key of these types is not read from binary logs`);
  }
  return { readers, leftOut };
}

function readerOf(
  literal: Table['key'][number]['literal'],
  { type, full, charset }: { type: string; full: string; charset: string | null },
): KeyReader['read'] | undefined {
  if (literal === 'number' && /int$/.test(type)) {
    const isUnsigned = /\bunsigned\b/.test(full.toLowerCase());
    return (value) => String(loggedNumber(value, isUnsigned));
  }
  const hex = (value: Buffer): string => value.toString('hex').toUpperCase();
  if (literal === 'text') return charset !== null && sameInUtf8.has(charset) ? hex : undefined;
  // What fills a BINARY up is not logged.
  if (type === 'binary')
    return (value, { meta }) => hex(Buffer.concat([value, Buffer.alloc(charBytes(meta) - value.length)]));
  return literal === 'bytes' ? hex : undefined;
}
