import { crc32, zstdCompressSync } from 'node:zlib';
import { type GtidSet, parseGtidSet } from '../../src/formats/gtid.ts';

/** Rows that a transaction changes: one table map and one row event each. */
export type PlantedRows = {
  readonly change: 'insert' | 'update' | 'delete';
  readonly schema: string;
  readonly table: string;
  readonly rowBytes: number;
  /** The statement, as binlog_rows_query_log_events logs it. */
  readonly sql?: string;
};

/** A transaction whose truth is known. */
export type Planted = {
  /** `uuid` or `uuid:tag`; null for a transaction without a GTID. */
  readonly origin: string | null;
  readonly number: number;
  readonly committedUs: number;
  /** On the server that writes the file; the same where it is not given. */
  readonly immediateUs?: number;
  readonly work:
    | { readonly kind: 'statement'; readonly database: string; readonly sql: string }
    | {
        readonly kind: 'rows';
        readonly rows: readonly PlantedRows[];
        readonly end: 'xid' | 'commit' | 'xa' | 'compressed';
      };
};

export type PlantedFile = {
  readonly transactions: readonly Planted[];
  /** Previous GTIDs. */
  readonly previous?: string;
  readonly end?: { readonly rotateTo: string } | 'stop' | undefined;
  readonly checksummed?: boolean;
  readonly inUse?: boolean;
};

export type Encoded = {
  readonly bytes: Buffer;
  /** Where each event begins; the last entry is the end of the file. */
  readonly boundaries: readonly number[];
  /** Of each transaction: its first byte and the first after it. */
  readonly spans: readonly (readonly [offset: number, endOffset: number])[];
};

/** A binary log file, byte for byte as MySQL 9.7 writes it, as far as the reader looks. */
export function encodeBinlog(file: PlantedFile): Encoded {
  const checksummed = file.checksummed ?? true;
  const parts: Buffer[] = [Buffer.from([0xfe, 0x62, 0x69, 0x6e])];
  const boundaries = [4];
  let at = 4;
  const write = (type: number, body: Buffer): void => {
    const event = encodeEvent(type, body, {
      at,
      checksummed: checksummed || type === 15,
      inUse: file.inUse === true,
    });
    parts.push(event);
    at += event.length;
    boundaries.push(at);
  };
  write(15, formatBody(checksummed));
  write(35, encodeGtidSet(parseGtidSet(file.previous ?? '')));
  const spans = file.transactions.map((transaction) => {
    const offset = at;
    for (const [type, body] of eventsOf(transaction)) write(type, body);
    return [offset, at] as const;
  });
  if (file.end === 'stop') write(3, Buffer.alloc(0));
  else if (file.end) write(4, Buffer.concat([uint(4, 8), Buffer.from(file.end.rotateTo)]));
  return { bytes: Buffer.concat(parts), boundaries, spans };
}

type Place = { readonly at: number; readonly checksummed: boolean; readonly inUse?: boolean };

export function encodeEvent(type: number, body: Buffer, { at, checksummed, inUse }: Place): Buffer {
  const length = 19 + body.length + (checksummed ? 4 : 0);
  const head = [uint(1_795_264_297, 4), uint(type, 1), uint(7, 4), uint(length, 4), uint(at + length, 4)];
  const event = Buffer.concat([...head, uint(0, 2), body]);
  const sum = checksummed ? uint(crc32(event), 4) : Buffer.alloc(0);
  // The server sets this flag after it computed the checksum.
  if (type === 15 && inUse) event[17] = 1;
  return Buffer.concat([event, sum]);
}

function formatBody(checksummed: boolean): Buffer {
  const version = Buffer.alloc(50);
  version.write('9.7.4-planted');
  return Buffer.concat([
    uint(4, 2),
    version,
    uint(0, 4),
    uint(19, 1),
    Buffer.alloc(42, 8),
    uint(checksummed ? 1 : 0, 1),
  ]);
}

type Event = readonly [type: number, body: Buffer];

function eventsOf(planted: Planted): Event[] {
  const first = planted.origin?.includes(':')
    ? ([42, taggedBody(planted)] as const)
    : ([planted.origin === null ? 34 : 33, gtidBody(planted)] as const);
  const { work } = planted;
  if (work.kind === 'statement') return [first, query(work.database, work.sql)];
  const rows = work.rows.flatMap(rowEvents);
  switch (work.end) {
    case 'xid':
      return [first, query('app', 'BEGIN'), ...rows, [16, uint(99, 8)]];
    case 'commit':
      return [first, query('app', 'BEGIN'), ...rows, query('app', 'COMMIT')];
    case 'xa':
      return [first, query('app', "XA START X'61',X'',1"), ...rows, [38, Buffer.alloc(14)]];
    case 'compressed': {
      const inner: Event[] = [query('app', 'BEGIN'), ...rows, [16, uint(99, 8)]];
      return [first, [40, payloadBody(inner)]];
    }
  }
}

function rowEvents({ change, schema, table, rowBytes, sql }: PlantedRows, index: number): Event[] {
  const tableId = uint(100 + index, 6);
  const map = [tableId, uint(1, 2), text(schema), text(table), Buffer.from([1, 3, 0, 0])];
  const type = { insert: 30, update: 31, delete: 32 }[change];
  const statement: Event[] =
    sql === undefined ? [] : [[29, Buffer.concat([uint(Math.min(sql.length, 255), 1), Buffer.from(sql)])]];
  return [
    ...statement,
    [19, Buffer.concat(map)],
    [type, Buffer.concat([tableId, uint(1, 2), rowsOf(rowBytes, change)])],
  ];
}

/** An image of one column (no more data before it, all bits of its bitmaps set) and bytes that compress little. */
function rowsOf(bytes: number, change: PlantedRows['change']): Buffer {
  const rows = Array.from({ length: bytes }, (_, index) => Math.imul(index * index, 2_654_435_761) >>> 13);
  const head = [2, 0, 1, 0xff, ...(change === 'update' ? [0xff] : [])];
  return Buffer.from(bytes < head.length ? rows : [...head, ...rows.slice(head.length)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint(bytes.length, 1), bytes, Buffer.alloc(1)]);
}

function query(database: string, sql: string): Event {
  const name = Buffer.from(database);
  // A status variable: flags2, as every server writes it.
  const status = Buffer.from([0, 0, 0, 0, 0]);
  const head = [uint(8, 4), uint(0, 4), uint(name.length, 1), uint(0, 2), uint(status.length, 2)];
  return [2, Buffer.concat([...head, status, name, Buffer.alloc(1), Buffer.from(sql)])];
}

function payloadBody(events: readonly Event[]): Buffer {
  const plain = Buffer.concat(
    events.map(([type, body]) => encodeEvent(type, body, { at: 0, checksummed: false })),
  );
  const packed = zstdCompressSync(plain);
  const field = (type: number, value: number): Buffer =>
    Buffer.concat([uint(type, 1), uint(4, 1), uint(253, 1), uint(value, 3)]);
  return Buffer.concat([field(2, 0), field(3, plain.length), field(1, packed.length), uint(0, 1), packed]);
}

function gtidBody({ origin, number, committedUs, immediateUs = committedUs }: Planted): Buffer {
  const two = immediateUs !== committedUs;
  const immediate = Buffer.alloc(8);
  immediate.writeBigUInt64LE(BigInt(immediateUs) | (two ? 1n << 55n : 0n));
  const times = [immediate.subarray(0, 7), ...(two ? [uint(committedUs, 7)] : [])];
  const uuid = origin === null ? Buffer.alloc(16) : uuidBytes(origin);
  return Buffer.concat([
    uint(1, 1),
    uuid,
    uint(origin === null ? 0 : number, 8),
    uint(2, 1),
    uint(1, 8),
    uint(2, 8),
    ...times,
    uint(200, 1),
    uint(90704, 4),
  ]);
}

function taggedBody({ origin, number, committedUs, immediateUs = committedUs }: Planted): Buffer {
  const [uuid = '', tag = ''] = origin?.split(':') ?? [];
  const signed = (value: number): Buffer => variable(BigInt(value) << 1n);
  const fields = [
    [0, variable(1n)],
    [1, Buffer.concat([...uuidBytes(uuid)].map((byte) => variable(BigInt(byte))))],
    [2, signed(number)],
    [3, Buffer.concat([variable(BigInt(tag.length)), Buffer.from(tag)])],
    [4, signed(1)],
    [5, signed(2)],
    [6, variable(BigInt(immediateUs))],
    ...(immediateUs === committedUs ? [] : [[7, variable(BigInt(committedUs))] as const]),
    [8, variable(337n)],
    [9, variable(90704n)],
  ] as const;
  const body = Buffer.concat(fields.flatMap(([id, value]) => [variable(BigInt(id)), value]));
  return Buffer.concat([variable(1n), variable(BigInt(body.length + 3)), variable(0n), body]);
}

/** mysql::serialization: n one-bits, a zero bit, then the value, in n + 1 bytes; nine bytes begin with 0xff. */
export function variable(value: bigint): Buffer {
  for (let bytes = 1n; bytes <= 8n; bytes += 1n) {
    if (value >> (7n * bytes) === 0n) {
      const all = (value << bytes) | ((1n << (bytes - 1n)) - 1n);
      return uintOf(all, Number(bytes));
    }
  }
  return Buffer.concat([Buffer.from([0xff]), uintOf(value, 8)]);
}

/** Gtid_set::encode: with tags where the set has one. */
export function encodeGtidSet(set: GtidSet): Buffer {
  const tagged = [...set.keys()].some((origin) => origin.includes(':'));
  const count = BigInt(set.size);
  const head = tagged ? (1n << 56n) | (count << 8n) | 1n : count;
  const origins = [...set].flatMap(([origin, intervals]) => {
    const [uuid = '', tag = ''] = origin.split(':');
    const name = tagged ? [variable(BigInt(tag.length)), Buffer.from(tag)] : [];
    const list = intervals.flatMap(([from, to]) => [uint(from, 8), uint(to + 1, 8)]);
    return [uuidBytes(uuid), ...name, uint(intervals.length, 8), ...list];
  });
  return Buffer.concat([uintOf(head, 8), ...origins]);
}

function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uint(value: number, bytes: number): Buffer {
  return uintOf(BigInt(value), bytes);
}

function uintOf(value: bigint, bytes: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(value);
  return buffer.subarray(0, bytes);
}

/** Bytes as a stream of chunks of a size, or of one chunk. */
export async function* inChunks(
  bytes: Uint8Array,
  size = bytes.length || 1,
): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** All that a stream yields. */
export async function gather<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}
