import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type LoggedColumn,
  loggedColumns,
  loggedNumber,
  loggedRows,
} from '../../../../src/formats/binlog/row-values.ts';

const uint = (value: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
};

/** A column with a value of it, and how the server writes that value into a row event. */
type PlantedColumn = LoggedColumn & {
  readonly metaBytes: Buffer;
  readonly value: Buffer;
  readonly written: Buffer;
};

const bytesOf = (most: number) => fc.uint8Array({ maxLength: most }).map((bytes) => Buffer.from(bytes));
const exactly = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((all) => Buffer.from(all));

/** Of a fixed length. */
const plain = (type: number, meta: number, metaBytes: Buffer, length: number): fc.Arbitrary<PlantedColumn> =>
  exactly(length).map((value) => ({ type, meta, metaBytes, value, written: value }));
/** With its length before it. */
const lengthened = (
  { type, meta, metaBytes }: LoggedColumn & { metaBytes: Buffer },
  lengthBytes: number,
  most: number,
): fc.Arbitrary<PlantedColumn> =>
  bytesOf(most).map((value) => {
    const written = Buffer.concat([uint(value.length, lengthBytes), value]);
    return { type, meta, metaBytes, value, written };
  });

const none = Buffer.alloc(0);
const column: fc.Arbitrary<PlantedColumn> = fc.oneof(
  plain(1, 0, none, 1),
  plain(2, 0, none, 2),
  plain(9, 0, none, 3),
  plain(3, 0, none, 4),
  plain(8, 0, none, 8),
  plain(4, 4, uint(4, 1), 4),
  plain(5, 8, uint(8, 1), 8),
  plain(13, 0, none, 1),
  plain(10, 0, none, 3),
  // TIME(3), DATETIME(6), TIMESTAMP
  plain(19, 3, uint(3, 1), 5),
  plain(18, 6, uint(6, 1), 8),
  plain(17, 0, uint(0, 1), 4),
  // BIT(11)
  plain(16, 0x0103, uint(0x0103, 2), 2),
  // DECIMAL(30, 11): 19 digits are 8 + 1 bytes, 11 are 4 + 1
  plain(246, 0x1e0b, Buffer.from([30, 11]), 14),
  // ENUM, and SET of nine
  plain(254, 0xf701, Buffer.from([0xf7, 1]), 1),
  plain(254, 0xf802, Buffer.from([0xf8, 2]), 2),
  lengthened({ type: 15, meta: 200, metaBytes: uint(200, 2) }, 1, 200),
  lengthened({ type: 15, meta: 1200, metaBytes: uint(1200, 2) }, 2, 300),
  lengthened({ type: 252, meta: 3, metaBytes: uint(3, 1) }, 3, 300),
  lengthened({ type: 245, meta: 4, metaBytes: uint(4, 1) }, 4, 40),
  // CHAR(20) of one byte each, and of 800 bytes: two bits of the type's byte are those of its length, turned over
  lengthened({ type: 254, meta: 0xfe14, metaBytes: Buffer.from([0xfe, 20]) }, 1, 20),
  lengthened({ type: 254, meta: 0xce20, metaBytes: Buffer.from([0xce, 0x20]) }, 2, 300),
);

function bitmapOf(bits: readonly boolean[]): Buffer {
  const bitmap = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [at, bit] of bits.entries()) if (bit) bitmap[at >> 3] = (bitmap[at >> 3] ?? 0) | (1 << (at & 7));
  return bitmap;
}

const row = (columns: readonly PlantedColumn[], nulls: readonly boolean[]): Buffer =>
  Buffer.concat([bitmapOf(nulls), ...columns.flatMap(({ written }, at) => (nulls[at] ? [] : [written]))]);

const widthOf = (columns: readonly unknown[]): Buffer => uint(columns.length, 1);

const planted = fc
  .array(column, { minLength: 1, maxLength: 20 })
  .chain((columns) =>
    fc.tuple(
      fc.constant(columns),
      fc.array(fc.boolean(), { minLength: columns.length, maxLength: columns.length }),
      fc.constantFrom('insert' as const, 'update' as const, 'delete' as const),
      fc.integer({ min: 1, max: 3 }),
    ),
  );

describe('the rows of a row event', () => {
  test('are those that were written, whatever the types of their columns', () => {
    fc.assert(
      fc.property(planted, ([columns, nulls, change, times]) => {
        const all = bitmapOf(columns.map(() => true));
        const images = change === 'update' ? 2 : 1;
        const rows = Array.from({ length: images * times }, () => row(columns, nulls));
        const image = Buffer.concat([widthOf(columns), ...Array(images).fill(all), ...rows]);
        const metas = Buffer.concat(columns.map(({ metaBytes }) => metaBytes));
        const head = [uint(0, 1), widthOf(columns), Buffer.from(columns.map(({ type }) => type))];
        const found = loggedColumns(Buffer.concat([...head, widthOf([...metas]), metas]));
        expect(found).toEqual(columns.map(({ type, meta }) => ({ type, meta })));
        const values = columns.map(({ value }, at) => (nulls[at] ? null : value));
        expect(loggedRows({ change, image }, found)).toEqual(Array(images * times).fill(values));
      }),
    );
  });

  test('a column that was not logged is no NULL', () => {
    const image = Buffer.concat([
      uint(3, 1),
      bitmapOf([true, false, true]),
      bitmapOf([false, true]),
      uint(7, 4),
    ]);
    const long = { type: 3, meta: 0 };
    expect(loggedRows({ change: 'delete', image }, [long, long, long])).toEqual([
      [uint(7, 4), undefined, null],
    ]);
  });

  test.each<[string, LoggedColumn[], Buffer]>([
    ['are of another number of columns', [{ type: 3, meta: 0 }], Buffer.from([2, 3])],
    ['end too early', [{ type: 3, meta: 0 }], Buffer.from([1, 1, 0, 7])],
    ['are of an unknown type', [{ type: 99, meta: 0 }], Buffer.from([1, 1, 0, 7])],
  ])('that %s are refused', (_, columns, image) => {
    expect(() => loggedRows({ change: 'insert', image }, columns)).toThrow(RangeError);
  });
});

test('whole numbers of any length, with and without a sign', () => {
  const bits = fc.constantFrom(8, 16, 24, 32, 64);
  fc.assert(
    fc.property(bits, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (length, any) => {
      const value = BigInt.asUintN(length, any);
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(value);
      expect(loggedNumber(bytes.subarray(0, length / 8), true)).toBe(value);
      expect(loggedNumber(bytes.subarray(0, length / 8), false)).toBe(BigInt.asIntN(length, value));
    }),
  );
});
