import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extremes } from '../../../../src/report/series/columns.ts';

const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 3000 });
const columns = fc.integer({ min: 1, max: 1000 });

test('no value is greater than the maximum or less than the minimum of what is drawn', () => {
  fc.assert(
    fc.property(values, columns, (given, width) => {
      const { min, max } = extremes(given, width);
      expect(Math.min(...min)).toBe(Math.min(...given));
      expect(Math.max(...max)).toBe(Math.max(...given));
      expect(min.length).toBe(Math.min(width, given.length));
    }),
  );
});

test('a one-bucket outage is never hidden, wherever it is and however many buckets share a pixel', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20_000 }),
      columns,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (count, width, place) => {
        const rates = new Float64Array(count).fill(200);
        rates[Math.min(count - 1, Math.floor(place * count))] = 0;
        const { min } = extremes(rates, width);
        expect(min.filter((rate) => rate === 0)).toHaveLength(1);
      },
    ),
  );
});

test('with fewer values than pixels nothing is lost', () => {
  expect(extremes([3, 1, 2], 10)).toEqual({ min: Float64Array.of(3, 1, 2), max: Float64Array.of(3, 1, 2) });
});
