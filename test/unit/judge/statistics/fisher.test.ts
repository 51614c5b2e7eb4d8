import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secondMoreFrequent } from '../../../../src/judge/statistics/fisher.ts';

/** The share of all ways to deal out the property in which the second sample has as many or more: by counting them. */
function byCounting(first: { have: number; of: number }, second: { have: number; of: number }): number {
  const all = first.of + second.of;
  let ways = 0;
  let asMany = 0;
  for (let hand = 0; hand < 2 ** all; hand += 1) {
    const bits = Array.from({ length: all }, (_, place) => (hand >> place) & 1);
    if (bits.reduce((sum, bit) => sum + bit, 0) !== first.have + second.have) continue;
    ways += 1;
    if (bits.slice(first.of).reduce((sum, bit) => sum + bit, 0) >= second.have) asMany += 1;
  }
  return asMany / ways;
}

const counted = fc
  .integer({ min: 1, max: 5 })
  .chain((of) => fc.record({ have: fc.nat(of), of: fc.constant(of) }));

test('is what counting all ways gives', () => {
  fc.assert(
    fc.property(counted, counted, (first, second) => {
      expect(secondMoreFrequent(first, second)).toBeCloseTo(byCounting(first, second), 10);
    }),
  );
});

test.each([
  // The tea-tasting lady: 3 of 4 right, p = 17/70 (Fisher 1935).
  [{ have: 1, of: 4 }, { have: 3, of: 4 }, 17 / 70],
  [{ have: 0, of: 4 }, { have: 4, of: 4 }, 1 / 70],
  [{ have: 0, of: 0 }, { have: 0, of: 0 }, 1],
  [{ have: 5, of: 5 }, { have: 0, of: 5 }, 1],
])('of %j and %j is %d', (first, second, p) => {
  expect(secondMoreFrequent(first, second)).toBeCloseTo(p, 12);
});

test('of equal shares fails no more often than it is said to, in simulation', () => {
  let seed = 42;
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const draw = () => ({ have: Array.from({ length: 12 }, next).filter((one) => one < 0.3).length, of: 12 });
  const rounds = 4000;
  const flips = Array.from({ length: rounds }, () => secondMoreFrequent(draw(), draw())).filter(
    (p) => p <= 0.05,
  );
  expect(flips.length / rounds).toBeLessThan(0.05);
  expect(flips.length).toBeGreaterThan(0);
});
