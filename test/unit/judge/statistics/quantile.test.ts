import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extremes, median, type Observation, quantile } from '../../../../src/judge/statistics/quantile.ts';

const exact = (...values: number[]): Observation[] => values.map((value) => ({ value, atLeast: false }));
const bound = (value: number): Observation => ({ value, atLeast: true });

test.each([
  [exact(3), { value: 3, atLeast: false }],
  [exact(9, 1, 3), { value: 3, atLeast: false }],
  [exact(1, 2, 4, 9), { value: 3, atLeast: false }],
  [[...exact(1, 2), bound(60)], { value: 2, atLeast: false }],
  [[...exact(1, 90), bound(60)], { value: 60, atLeast: true }],
  [[...exact(1, 2, 3), bound(60)], { value: 2.5, atLeast: false }],
  [[...exact(1, 2), bound(3), bound(60)], { value: 2.5, atLeast: true }],
  [[bound(60), bound(60)], { value: 60, atLeast: true }],
])('the median of %j', (observations, expected) => {
  expect(median(observations)).toEqual(expected);
});

test('of nothing there is nothing', () => {
  expect([median([]), quantile([], 0.95), extremes([])]).toEqual([null, null, null]);
});

test('the 95th percentile is the greatest of fewer than 20, and the 19th of 20', () => {
  expect(quantile(exact(5, 1, 3), 0.95)).toEqual({ value: 5, atLeast: false });
  expect(quantile(exact(...Array.from({ length: 20 }, (_, index) => index + 1)), 0.95)?.value).toBe(19);
  expect(quantile([...exact(1, 2), bound(7)], 0.95)).toEqual({ value: 7, atLeast: true });
});

test('the least is known although the greatest is not', () => {
  expect(extremes([...exact(1, 3), bound(7)])).toEqual({
    least: { value: 1, atLeast: false },
    greatest: { value: 7, atLeast: true },
  });
});

const observations = fc.array(fc.record({ value: fc.integer({ min: 0, max: 100 }), atLeast: fc.boolean() }), {
  minLength: 1,
  maxLength: 12,
});
/** What may truly have happened: each bound is some value at or above it. */
const truthOf = (observed: readonly Observation[], excess: readonly number[]): Observation[] =>
  observed.map(({ value, atLeast }, index) => ({
    value: atLeast ? value + (excess[index] ?? 0) : value,
    atLeast: false,
  }));
const excesses = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 12, maxLength: 12 });

test('whatever the truth behind the bounds, the median tells no lie', () => {
  fc.assert(
    fc.property(observations, excesses, (observed, excess) => {
      const told = median(observed);
      const truth = median(truthOf(observed, excess))?.value ?? Number.NaN;
      if (told?.atLeast) expect(truth).toBeGreaterThanOrEqual(told.value);
      else expect(truth).toBe(told?.value);
    }),
  );
});

test('raising a value, or making it a bound, never lowers a quantile', () => {
  fc.assert(
    fc.property(observations, fc.nat(), fc.nat(200), (observed, at, by) => {
      const raised = observed.map((one, index) =>
        index === at % observed.length ? { value: one.value + by, atLeast: true } : one,
      );
      for (const share of [0.5, 0.95]) {
        expect(quantile(raised, share)?.value).toBeGreaterThanOrEqual(quantile(observed, share)?.value ?? 0);
      }
      expect(median(raised)?.value).toBeGreaterThanOrEqual(median(observed)?.value ?? 0);
    }),
  );
});

test('the order does not matter', () => {
  fc.assert(
    fc.property(observations, (observed) => {
      expect(median(observed.toReversed())).toEqual(median(observed));
      expect(quantile(observed.toReversed(), 0.95)).toEqual(quantile(observed, 0.95));
    }),
  );
});
