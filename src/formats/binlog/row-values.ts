import { Cursor } from './cursor.ts';

/** How the values of a column are written in row events: the type's code, and what else tells their length. */
export type LoggedColumn = { readonly type: number; readonly meta: number };

/** Type codes of columns (enum_field_types in field_types.h of the server). */
const types = {
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  longlong: 8,
  int24: 9,
  date: 10,
  year: 13,
  varchar: 15,
  bit: 16,
  timestamp2: 17,
  datetime2: 18,
  time2: 19,
  vector: 242,
  json: 245,
  newdecimal: 246,
  enum: 247,
  set: 248,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

const fixedBytes: ReadonlyMap<number, number> = new Map([
  [types.tiny, 1],
  [types.short, 2],
  [types.int24, 3],
  [types.long, 4],
  [types.longlong, 8],
  [types.float, 4],
  [types.double, 8],
  [types.year, 1],
  [types.date, 3],
]);
/** Without and with so many digits of a second, two a byte. */
const timeBytes: ReadonlyMap<number, number> = new Map([
  [types.timestamp2, 4],
  [types.datetime2, 5],
  [types.time2, 3],
]);
const withLengthOfMeta = new Set<number>([types.blob, types.json, types.geometry, types.vector]);
const oneByteOfMeta = new Set<number>([types.float, types.double, ...withLengthOfMeta, ...timeBytes.keys()]);
const twoBytesOfMeta = new Set<number>([types.varchar, types.varString, types.bit]);
/** Two bytes as well, the first one the more significant. */
const pairOfMeta = new Set<number>([types.string, types.enum, types.set, types.newdecimal]);

/**
 * The columns of a table, by what its Table_map_event has behind the names.
 *
 * @throws RangeError where the bytes do not suffice
 */
export function loggedColumns(behindNames: Buffer): LoggedColumn[] {
  const cursor = new Cursor(behindNames);
  cursor.take(1);
  const codes = cursor.take(cursor.lengthEncoded());
  const metas = new Cursor(cursor.take(cursor.lengthEncoded()));
  return [...codes].map((type) => {
    if (oneByteOfMeta.has(type)) return { type, meta: metas.uint(1) };
    if (twoBytesOfMeta.has(type)) return { type, meta: metas.uint(2) };
    if (pairOfMeta.has(type)) return { type, meta: metas.take(2).readUInt16BE() };
    return { type, meta: 0 };
  });
}

/** A row: of each column the bytes of its value, without the length that stands before them; null for NULL, undefined where it is not logged. */
export type LoggedRow = readonly (Buffer | null | undefined)[];

/**
 * The rows of a row event, in their order; of an update each as it was, then as it became.
 *
 * @param image of the event
 * @throws RangeError where the bytes are not as the columns demand, or of a type that is not known here
 */
export function loggedRows(
  { change, image }: { readonly change: 'insert' | 'update' | 'delete'; readonly image: Buffer },
  columns: readonly LoggedColumn[],
): LoggedRow[] {
  const cursor = new Cursor(image);
  const width = cursor.lengthEncoded();
  if (width !== columns.length) throw new RangeError(`expected ${columns.length} columns, found ${width}`);
  const bitmap = () => bitsOf(cursor.take(Math.ceil(width / 8)));
  const first = bitmap();
  const present = change === 'update' ? [first, bitmap()] : [first];
  const rows: LoggedRow[] = [];
  while (cursor.left > 0) {
    for (const isThere of present) rows.push(rowOf(cursor, columns, isThere));
  }
  return rows;
}

function rowOf(
  cursor: Cursor,
  columns: readonly LoggedColumn[],
  isThere: (column: number) => boolean,
): LoggedRow {
  const logged = columns.filter((_, at) => isThere(at)).length;
  const isNull = bitsOf(cursor.take(Math.ceil(logged / 8)));
  let place = 0;
  return columns.map((column, at) => {
    if (!isThere(at)) return undefined;
    place += 1;
    return isNull(place - 1) ? null : loggedValue(cursor, column);
  });
}

function loggedValue(cursor: Cursor, { type, meta }: LoggedColumn): Buffer {
  const bytes = fixedBytes.get(type);
  if (bytes !== undefined) return cursor.take(bytes);
  const time = timeBytes.get(type);
  if (time !== undefined) return cursor.take(time + ((meta + 1) >> 1));
  if (withLengthOfMeta.has(type)) return cursor.take(cursor.uint(meta));
  if (type === types.varchar || type === types.varString) return cursor.take(cursor.uint(meta > 255 ? 2 : 1));
  if (type === types.bit) return cursor.take(Math.ceil(((meta >> 8) * 8 + (meta & 0xff)) / 8));
  if (type === types.newdecimal) return cursor.take(decimalBytes(meta >> 8, meta & 0xff));
  if (type === types.string) return stringOf(cursor, meta);
  throw new RangeError(`the type of column ${type} is not known`);
}

/** CHAR, BINARY, ENUM and SET: the first byte tells which; two of its bits, turned over, are the highest of the length. */
function stringOf(cursor: Cursor, meta: number): Buffer {
  const [kind, low] = [meta >> 8, meta & 0xff];
  if (kind === types.enum || kind === types.set) return cursor.take(low);
  return cursor.take(cursor.uint(charBytes(meta) > 255 ? 2 : 1));
}

/** The most bytes of a CHAR or BINARY column, by its metadata. */
export function charBytes(meta: number): number {
  const [kind, low] = [meta >> 8, meta & 0xff];
  return (((kind & 0x30) ^ 0x30) << 4) | low;
}

/** Nine decimal digits take four bytes; what is left over, less. */
function decimalBytes(precision: number, scale: number): number {
  const leftOver = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4];
  const of = (digits: number) => Math.floor(digits / 9) * 4 + (leftOver[digits % 9] ?? 0);
  return of(precision - scale) + of(scale);
}

/** A little-endian whole number, as a column of whole numbers is logged. */
export function loggedNumber(bytes: Buffer, isUnsigned: boolean): bigint {
  let value = 0n;
  for (const [at, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * at);
  return isUnsigned ? value : BigInt.asIntN(8 * bytes.length, value);
}

function bitsOf(bitmap: Buffer): (at: number) => boolean {
  return (at) => (((bitmap[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
}
