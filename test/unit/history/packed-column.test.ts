import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NarrowColumn } from '../../../src/history/narrow-column.ts';
import { PackedColumn } from '../../../src/history/packed-column.ts';

const edges = [0, 1, 0xff, 0x100, 0xffff, 0x1_0000, 0xffff_ffff];
const whole = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 0, max: 0xffff_ffff }));
const many = { maxLength: 150, size: 'max' } as const;

test('a packed column gives back what it was given, whatever it is', () => {
  const any = fc.oneof(
    whole,
    fc.constantFrom(2 ** 40, -1, -0.5, 1 / 3),
    fc.integer(),
    fc.double({ noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(
        any.map((value) => value + 0),
        many,
      ),
      (values) => {
        const column = new PackedColumn();
        for (const [row, value] of values.entries()) column.set(row, value);
        expect(values.map((_, row) => column.at(row))).toEqual(values);
      },
    ),
  );
});

test.each([
  [0, 0],
  [1, 1],
  [0xff, 1],
  [0x100, 2],
  [0xffff, 2],
  [0x1_0000, 4],
  [0xffff_ffff, 4],
  [0x1_0000_0000, 8],
  [0.5, 8],
])('32 numbers with a spread of %d take %d bytes each', (spread, bytes) => {
  const column = new PackedColumn();
  for (let row = 0; row <= 32; row += 1) column.set(row, 1e6 + (row % 2) * spread);
  expect(column.usedBytes).toBeCloseTo(32 * bytes + (33 / 32) * 12, 6);
  expect([column.at(0), column.at(31)]).toEqual([1e6, 1e6 + spread]);
});

test('a row that is left out is set again, also where it begins a group', () => {
  const column = new PackedColumn();
  for (let row = 0; row <= 32; row += 1) column.set(row, row);
  column.set(32, 7);
  column.set(33, 8);
  expect([31, 32, 33].map((row) => column.at(row))).toEqual([31, 7, 8]);
  column.length = 33;
  expect(column.length).toBe(33);
});

test('numbers of many pages', () => {
  const column = new PackedColumn();
  const at = (row: number): number => (row % 1000 < 500 ? row : row * 1e5 + 0.5 * (row % 2));
  for (let row = 0; row < 100_000; row += 1) column.set(row, at(row));
  for (let row = 0; row < 100_000; row += 1) expect(column.at(row)).toBe(at(row));
});

test('a narrow column is as wide as the greatest of its numbers', () => {
  fc.assert(
    fc.property(fc.array(whole, many), fc.integer({ min: 1, max: 200 }), (values, room) => {
      const column = new NarrowColumn(room);
      for (const [row, value] of values.entries()) column.set(row, value);
      const found = column.first(values.length);
      expect([...found]).toEqual(values);
      const most = Math.max(0, ...values);
      expect(found.BYTES_PER_ELEMENT).toBe(most <= 0xff ? 1 : most <= 0xffff ? 2 : 4);
    }),
  );
});

test('rows that were never set are 0', () => {
  expect([...new NarrowColumn(1).first(3)]).toEqual([0, 0, 0]);
});
