import { Cursor } from './cursor.ts';
import { decodeGtid, decodePreviousGtids, decodeTaggedGtid } from './decode-gtid.ts';
import { decodeGtidList, decodeMariadbGtid } from './decode-mariadb.ts';
import { type EventContent, eventTypes, rowChanges } from './event.ts';

/** So much of a row event is kept where its rows are asked for (bytes). */
const rowsLimit = 64 * 2 ** 20;

/** Events that are kept for their text. */
const statements: ReadonlySet<number> = new Set([
  eventTypes.query,
  eventTypes.executeLoadQuery,
  eventTypes.rowsQuery,
  eventTypes.annotateRows,
]);

/**
 * How much of the body of an event is kept (bytes). What is behind is only checked.
 *
 * @param withRows whether the rows of row events are asked for
 */
export function bodyLimit(type: number, withRows: boolean): number {
  if (type === eventTypes.previousGtids || type === eventTypes.gtidList) return 64 * 2 ** 20;
  if (statements.has(type)) return 2 ** 20;
  if (rowChanges.has(type)) return withRows ? rowsLimit : 6;
  if (type === eventTypes.tableMap && withRows) return 2 ** 20;
  return 1024;
}

/** What of the header says something about the body. */
type About = { readonly flags: number; readonly serverId: number };

/**
 * What an event says.
 *
 * @param body without header and checksum, and cut at `bodyLimit`
 * @throws RangeError where the body is not as its type demands
 */
export function decodeBody(type: number, body: Buffer, { flags, serverId }: About): EventContent {
  const change = rowChanges.get(type);
  if (change) return { kind: 'rows', change, ...decodeRows(type, body) };
  switch (type) {
    case eventTypes.formatDescription:
      return decodeFormat(body, flags);
    case eventTypes.previousGtids:
      return { kind: 'previous-gtids', gtids: decodePreviousGtids(body) };
    case eventTypes.gtid:
    case eventTypes.anonymousGtid:
      return decodeGtid(body, type === eventTypes.anonymousGtid);
    case eventTypes.taggedGtid:
      return decodeTaggedGtid(body);
    case eventTypes.mariadbGtid:
      return decodeMariadbGtid(body, serverId);
    case eventTypes.gtidList:
      return decodeGtidList(body);
    case eventTypes.annotateRows:
      return { kind: 'rows-query', sql: body.toString() };
    case eventTypes.query:
      return decodeQuery(body, 0);
    case eventTypes.executeLoadQuery:
      return decodeQuery(body, 13);
    case eventTypes.rowsQuery:
      // The first byte is the length, cut at 255: of no use.
      return { kind: 'rows-query', sql: body.subarray(1).toString() };
    case eventTypes.tableMap:
      return decodeTableMap(body);
    case eventTypes.rotate:
      return { kind: 'rotate', nextFile: body.subarray(8).toString() };
    case eventTypes.xid:
      return { kind: 'xid' };
    case eventTypes.xaPrepare:
      return { kind: 'xa-prepare' };
    case eventTypes.stop:
      return { kind: 'stop' };
    case eventTypes.transactionPayload:
      return { kind: 'payload' };
    default:
      return { kind: 'other' };
  }
}

/** The row events of MariaDB whose rows are compressed begin here: none of their rows is told. */
const firstCompressed = 166;

/** Rows_event: table, flags, from version 2 on more data with its length before it (that length included), then the image. */
function decodeRows(type: number, body: Buffer): { tableId: number; image: Buffer | null } {
  const cursor = new Cursor(body);
  const tableId = cursor.uint(6);
  const compressed = type >= firstCompressed;
  if (cursor.left === 0 || body.length >= rowsLimit || compressed) return { tableId, image: null };
  cursor.take(2);
  if (type >= 30) cursor.take(cursor.uint(2) - 2);
  return { tableId, image: cursor.rest() };
}

/** Format_description_event; its last byte is the algorithm of the checksums, 0 for none. */
function decodeFormat(body: Buffer, flags: number): EventContent {
  const cursor = new Cursor(body);
  const version = cursor.uint(2);
  if (version !== 4) throw new RangeError(`expected version 4 of the binary log format, found ${version}`);
  const serverVersion = cursor.text(50).replace(/\0.*$/s, '');
  cursor.take(4);
  const header = cursor.uint(1);
  if (header !== 19) throw new RangeError(`expected event headers of 19 bytes, found ${header}`);
  const [algorithm] = cursor.rest().subarray(-1);
  if (algorithm !== 0 && algorithm !== 1)
    throw new RangeError(`expected checksums by CRC32 or none, found ${algorithm}`);
  return { kind: 'format', serverVersion, checksummed: algorithm === 1, inUse: (flags & inUseFlag) !== 0 };
}

/** LOG_EVENT_BINLOG_IN_USE_F: in the first event of a file, while a server writes it. The checksum leaves it out. */
export const inUseFlag = 1;

/**
 * Query_event: thread, time, length of the database name, error, length of the status variables; then these, the name
 * with a zero behind it, and the SQL. Execute_load_query_event has 13 bytes more before the status variables.
 */
function decodeQuery(body: Buffer, more: number): EventContent {
  const cursor = new Cursor(body);
  cursor.take(8);
  const nameBytes = cursor.uint(1);
  cursor.take(2);
  const statusBytes = cursor.uint(2);
  cursor.take(more + statusBytes);
  const database = cursor.text(nameBytes);
  cursor.take(1);
  return { kind: 'query', database, sql: cursor.rest().toString() };
}

/** Table_map_event: table, flags, then both names with their lengths before them and a zero behind them. */
function decodeTableMap(body: Buffer): EventContent {
  const cursor = new Cursor(body);
  const tableId = cursor.uint(6);
  cursor.take(2);
  const schema = cursor.text(cursor.uint(1));
  cursor.take(1);
  const table = cursor.text(cursor.lengthEncoded());
  return { kind: 'table-map', tableId, schema, table, columns: cursor.rest() };
}
