import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  holm,
  leastP,
  type Ranked,
  type RankTest,
  rankTest,
} from '../../../../src/judge/statistics/rank-test.ts';

const exact = (...values: number[]): Ranked[] =>
  values.map((value) => ({ value, atLeast: false, resolution: 0 }));
const bound = (value: number): Ranked => ({ value, atLeast: true, resolution: 0 });

/** Samples of these sizes without ties whose Mann-Whitney U (pairs in which the second is the less) is `u`. */
function samplesWithU(first: number, second: number, u: number): [Ranked[], Ranked[]] {
  const lesser = Array.from({ length: second }, (_, index) => {
    const pairs = Math.min(first, Math.max(0, u - index * first));
    return first - pairs + (index + 1) / (second + 1) / 2;
  });
  return [exact(...Array.from({ length: first }, (_, index) => index + 0.75)), exact(...lesser)];
}

describe('against the tables of Mann and Whitney (1947): the probability of U or less', () => {
  test.each([
    [3, 3, 0, 0.05],
    [3, 3, 1, 0.1],
    [3, 3, 2, 0.2],
    [4, 4, 0, 0.014],
    [4, 4, 1, 0.029],
    [4, 4, 3, 0.1],
    [5, 5, 2, 0.016],
    [5, 5, 4, 0.048],
    [6, 6, 5, 0.021],
    [6, 6, 7, 0.047],
    [8, 8, 13, 0.025],
    [8, 8, 15, 0.041],
  ])('sizes %i and %i, U = %i: %d', (first, second, u, expected) => {
    const [a, b] = samplesWithU(first, second, u);
    const { secondGreater } = rankTest(a, b);
    expect(Number(secondGreater.toFixed(3))).toBe(expected);
  });
});

test('three against three can never reach 0.05 in either direction, four against four can', () => {
  expect(rankTest(exact(1, 2, 3), exact(4, 5, 6)).twoSided).toBeCloseTo(0.1, 12);
  expect(rankTest(exact(1, 2, 3, 4), exact(5, 6, 7, 8)).twoSided).toBeCloseTo(2 / 70, 12);
  expect(2 * leastP(3, 3)).toBeCloseTo(0.1, 12);
  expect(2 * leastP(4, 4)).toBeCloseTo(2 / 70, 12);
});

test('two samples that are the same do not differ', () => {
  expect(rankTest(exact(5, 5, 5), exact(5, 5, 5))).toEqual({ twoSided: 1, secondGreater: 1 });
});

test('values nearer than their resolution are ties', () => {
  const coarse = (...values: number[]): Ranked[] =>
    values.map((value) => ({ value, atLeast: false, resolution: 10 }));
  expect(rankTest(coarse(1, 2, 3, 4), coarse(5, 6, 7, 8)).twoSided).toBe(1);
  expect(rankTest(coarse(1, 2, 3, 4), coarse(25, 26, 27, 28)).twoSided).toBeCloseTo(2 / 70, 12);
});

describe('bounds', () => {
  test('above all exact values count as greater, and as ties among themselves', () => {
    const { secondGreater } = rankTest(exact(1, 2, 3, 4), [bound(60), bound(60), bound(60), bound(60)]);
    expect(secondGreater).toBeCloseTo(1 / 70, 12);
    expect(rankTest([bound(60), bound(60)], [bound(60), bound(70)]).twoSided).toBe(1);
  });

  test('below an exact value tell nothing about it', () => {
    expect(rankTest([bound(1), bound(1), bound(1)], exact(5, 6, 7)).twoSided).toBe(1);
  });
});

const sample = fc.array(
  fc.record({
    value: fc.integer({ min: 0, max: 20 }),
    atLeast: fc.boolean(),
    resolution: fc.constantFrom(0, 0, 2),
  }),
  { minLength: 1, maxLength: 6 },
);

/** The same by trying every way of choosing the second sample: slow, and plainly right. */
function byEnumeration(first: readonly Ranked[], second: readonly Ranked[]): RankTest {
  const pooled = [...first, ...second];
  const below = (a: Ranked, b: Ranked) =>
    !a.atLeast && b.value - a.value > Math.max(a.resolution, b.resolution);
  const statistic = (chosen: readonly number[]) =>
    chosen.reduce((sum, at) => {
      const one = pooled[at];
      if (!one) return sum;
      return (
        sum +
        pooled.filter((other) => below(other, one)).length -
        pooled.filter((other) => below(one, other)).length
      );
    }, 0);
  const indexes = [...pooled.keys()];
  const subsets = Array.from({ length: 2 ** pooled.length }, (_, bits) =>
    indexes.filter((index) => (bits >> index) % 2 === 1),
  ).filter((own) => own.length === second.length);
  const sums = subsets.map(statistic);
  const observed = statistic(indexes.slice(first.length));
  return {
    twoSided: sums.filter((sum) => Math.abs(sum) >= Math.abs(observed)).length / sums.length,
    secondGreater: sums.filter((sum) => sum >= observed).length / sums.length,
  };
}

test('agrees with the enumeration of all arrangements', () => {
  fc.assert(
    fc.property(sample, sample, (first, second) => {
      const [found, expected] = [rankTest(first, second), byEnumeration(first, second)];
      expect(found.twoSided).toBeCloseTo(expected.twoSided, 10);
      expect(found.secondGreater).toBeCloseTo(expected.secondGreater, 10);
    }),
    { numRuns: 60 },
  );
});

test('is symmetric, and does not depend on the order of the runs', () => {
  fc.assert(
    fc.property(sample, sample, (first, second) => {
      const { twoSided } = rankTest(first, second);
      expect(rankTest(second, first).twoSided).toBeCloseTo(twoSided, 10);
      expect(rankTest(first.toReversed(), second).twoSided).toBeCloseTo(twoSided, 10);
    }),
  );
});

test('Holm: the example with three tests, and never below the plain p-values', () => {
  expect(holm([0.01, 0.04, 0.03]).map((one) => Number(one.toFixed(4)))).toEqual([0.03, 0.06, 0.06]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (pValues) => {
      for (const [index, adjusted] of holm(pValues).entries()) {
        expect(adjusted).toBeGreaterThanOrEqual(pValues[index] ?? 0);
        expect(adjusted).toBeLessThanOrEqual(1);
      }
    }),
  );
});
