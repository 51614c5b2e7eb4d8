import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Instants } from '../../../src/history/instants.ts';

const hour = 3_600_000;
const microseconds = fc.integer({ min: -1e9, max: 1e9 }).map((whole) => whole / 1000);
const near = fc.integer({ min: 0, max: hour }).map((whole) => whole / 1000);
const strange = fc.oneof(microseconds, fc.double({ min: -1e9, max: 1e9, noNaN: true })).map((ms) => ms + 0);

test.each([
  ['near each other, in microseconds', near],
  ['far from each other', microseconds],
  ['in parts of a microsecond', strange],
])('gives back what it was given: instants %s', (_, instant) => {
  fc.assert(
    fc.property(fc.array(instant, { maxLength: 150, size: 'max' }), (instants) => {
      const column = new Instants();
      for (const [row, atMs] of instants.entries()) column.set(row, atMs);
      expect(column.length).toBe(instants.length);
      expect(instants.map((_, row) => column.at(row))).toEqual(instants);
    }),
  );
});

test.each([
  ['an hour apart', 3_600_000],
  ['a minute apart', 60_000.123],
  ['a second apart', 1000.001],
  ['as in a busy drill', 0.909],
  ['all the same', 0],
])('instants of a drill that may take days, %s', (_, everyMs) => {
  const atMs = (row: number): number => Math.round(row * everyMs * 1000) / 1000;
  const column = Instants.from(10_000, atMs);
  for (let row = 0; row < 10_000; row += 1) expect(column.at(row)).toBe(atMs(row));
});

test('a last row is set again', () => {
  const column = Instants.from(3, (row) => row / 3);
  column.set(2, 7.5);
  expect([0, 1, 2].map((row) => column.at(row))).toEqual([0, 1 / 3, 7.5]);
});
