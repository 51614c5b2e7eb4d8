import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FinalRowsBuilder, SharedNumbers } from '../../../src/history/final-rows.ts';
import { WrittenValues } from '../../../src/history/written-values.ts';

const number = fc.integer({ min: 0, max: 0xffff_ffff });
const small = fc.integer({ min: 0, max: 40 });
type Key = readonly [writer: number, sequence: number, value: number];

function written(keys: readonly Key[]): WrittenValues | null {
  const column = (of: 0 | 1 | 2): Uint32Array => Uint32Array.from(keys, (key) => key[of]);
  return WrittenValues.of({ length: keys.length, writer: column(0), sequence: column(1) }, column(2));
}

test('gives the value of each row, or nothing where keys do not tell it', () => {
  const key = fc.tuple(small, fc.oneof(small, number), fc.oneof(fc.constant(7), number));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60, size: 'max' }), (keys) => {
      const values = written(keys);
      const byKey = new Map(keys.map(([writer, sequence, value]) => [`${writer} ${sequence}`, value]));
      const isTold = keys.every(([writer, sequence, value]) => byKey.get(`${writer} ${sequence}`) === value);
      if (!isTold) expect(values).toBeNull();
      if (values) expect(keys.map((_, row) => values.at(row))).toEqual(keys.map(([, , value]) => value));
    }),
  );
});

test('what most numbers are left out of, or too many writers, would take too much', () => {
  expect(written([[1, 1000, 7]])).toBeNull();
  expect(written([[5000, 1, 7]])).toBeNull();
  expect(written([[1, 10, 7]])?.at(0)).toBe(7);
});

test('final rows are as they were given, whether operations carried the same or not', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 6000 }), fc.boolean());
  const rows = fc.uniqueArray(row, {
    selector: ([writer, sequence]) => `${writer} ${sequence}`,
    maxLength: 300,
    size: 'max',
  });
  fc.assert(
    fc.property(rows, fc.boolean(), (all, isWhole) => {
      const carriedBy = (writer: number, sequence: number) => (sequence * 2_654_435_761 + writer) >>> 0;
      const dense = Array.from({ length: 3 * 6001 }, (_, at): Key => {
        const [writer, sequence] = [at % 3, Math.floor(at / 3)];
        return [writer, sequence, carriedBy(writer, sequence)];
      });
      const builder = new FinalRowsBuilder(new SharedNumbers(written(dense) ?? undefined));
      const sorted = all.toSorted((one, other) => one[0] - other[0] || one[1] - other[1]);
      const given = sorted.map(([writer, sequence, flips]): Key => {
        const value = carriedBy(writer, sequence);
        return [writer, sequence, flips && !isWhole ? (value ^ 1) >>> 0 : value];
      });
      for (const [writer, sequence, value] of given) builder.append(writer, sequence, value, 1);
      const found = builder.rows();
      expect(given.map((_, at) => [found.writer(at), found.sequence(at), found.value(at)])).toEqual(given);
    }),
    { numRuns: 30 },
  );
});
