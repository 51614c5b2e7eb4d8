import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resampledMedians, weightedQuantile } from '../../../../src/judge/statistics/bootstrap.ts';
import { leastForInterval, medianInterval } from '../../../../src/judge/statistics/interval.ts';
import type { Observation } from '../../../../src/judge/statistics/quantile.ts';
import { seededRandom } from '../../../../src/random.ts';

const exact = (value: number): Observation => ({ value, atLeast: false });

test('too few values have no 95 % interval: even their whole range covers the median too seldom', () => {
  const five = [1, 2, 3, 4, 5].map(exact);
  expect(medianInterval(five)).toBeNull();
  expect(medianInterval([...five, exact(6)])).not.toBeNull();
  /** How often the range of `n` independent values covers the true median. */
  const rangeCoverage = (n: number) => 1 - 2 ** (1 - n);
  expect(rangeCoverage(leastForInterval)).toBeGreaterThanOrEqual(0.95);
  expect(rangeCoverage(leastForInterval - 1)).toBeLessThan(0.95);
});

/** All ways to draw as many values as there are, by the median each has. */
function enumerated(values: readonly number[]): Map<number, number> {
  const n = values.length;
  const medians = Array.from({ length: n ** n }, (_, draw) => {
    const drawn = values
      .map((_value, at) => values[Math.floor(draw / n ** at) % n] ?? 0)
      .sort((a, b) => a - b);
    return ((drawn[(n - 1) >> 1] ?? 0) + (drawn[n >> 1] ?? 0)) / 2;
  });
  return new Map([...Map.groupBy(medians, (one) => one)].map(([value, own]) => [value, own.length / n ** n]));
}

test.each([[[3]], [[1, 5]], [[1, 2, 7]], [[1, 2, 4, 9]], [[1, 2, 4, 9, 20]], [[1, 2, 4, 9, 20, 41]]])(
  'the bootstrap distribution of the median of %j is that of all resamples',
  (values) => {
    const found = resampledMedians(Float64Array.from(values));
    const expected = enumerated(values);
    for (const [value, share] of expected) {
      const own = found.filter((one) => one.value === value);
      expect(own.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(share, 10);
    }
    expect(found.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 10);
  },
);

test('it reaches from the 2.5th to the 97.5th percentile of the medians of all resamples, in any order', () => {
  const values = [20, 1, 41, 9, 2, 4];
  const medians = [...enumerated(values)].sort(([a], [b]) => a - b);
  const percentile = (share: number) => {
    let sum = 0;
    return medians.find(([, own]) => {
      sum += own;
      return sum >= share;
    })?.[0];
  };
  expect(medianInterval(values.map(exact))).toEqual({ low: percentile(0.025), high: percentile(0.975) });
  expect(percentile(0.975)).toBeLessThan(41);
});

test('a quantile of weighted values is the least that so many are not above, whatever is lost in rounding', () => {
  const ten = Array.from({ length: 10 }, (_, index) => ({ value: index + 1, probability: 0.1 }));
  expect([0.05, 0.1, 0.75, 0.8, 1].map((share) => weightedQuantile(ten, share))).toEqual([1, 1, 8, 8, 10]);
  expect(weightedQuantile(ten.slice(0, 3), 0.5)).toBe(3);
  expect(weightedQuantile([], 0.5)).toBeNaN();
});

test.each([6, 9, 15, 20])(
  'in a simulation with %i values it covers the true median about as often as it says',
  (n) => {
    const random = seededRandom(42);
    const trials = 500;
    let covered = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      // An exponential distribution: skewed, as recovery times are. Its median is ln 2.
      const values = Array.from({ length: n }, () => exact(-Math.log(1 - random())));
      const interval = medianInterval(values);
      if (interval && interval.low <= Math.LN2 && Math.LN2 <= (interval.high ?? Number.POSITIVE_INFINITY))
        covered += 1;
    }
    expect(covered / trials).toBeGreaterThan(0.88);
    expect(covered / trials).toBeLessThan(0.995);
  },
);

test('it lies within the range and around the median; bounds at the top open it', () => {
  const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 6, maxLength: 15 });
  fc.assert(
    fc.property(values, (numbers) => {
      const interval = medianInterval(numbers.map(exact));
      expect(interval?.low).toBeGreaterThanOrEqual(Math.min(...numbers));
      expect(interval?.high).toBeLessThanOrEqual(Math.max(...numbers));
      expect(interval?.low).toBeLessThanOrEqual(interval?.high ?? Number.NaN);
    }),
  );
  const bounds = [1, 2, 3].map(exact).concat([60, 60, 60, 60].map((value) => ({ value, atLeast: true })));
  expect(medianInterval(bounds)).toEqual({ low: 2, high: null });
});
