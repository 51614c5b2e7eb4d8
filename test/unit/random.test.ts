import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/random.ts';

const seeds = fc.nat(2 ** 31 - 1);

const draw = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test('the same seed gives the same numbers', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      expect(draw(seed, 20)).toEqual(draw(seed, 20));
    }),
  );
});

test('a seed of today gives the numbers it will give in a year', () => {
  expect(draw(42, 3).map((one) => one.toFixed(6))).toMatchInlineSnapshot(`
    [
      "0.601104",
      "0.448291",
      "0.852466",
    ]
  `);
});

test('numbers lie in [0, 1)', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      for (const one of draw(seed, 100)) {
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThan(1);
      }
    }),
  );
});

test('neighbouring seeds give unrelated numbers', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      expect(draw(seed, 4)).not.toEqual(draw(seed + 1, 4));
    }),
  );
});

test('numbers are spread evenly: each tenth gets its share within six standard deviations', () => {
  const count = 100_000;
  const tenths = new Array<number>(10).fill(0);
  for (const one of draw(7, count)) {
    const tenth = Math.floor(one * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  const deviation = Math.sqrt(count * 0.1 * 0.9);
  for (const share of tenths) expect(Math.abs(share - count / 10)).toBeLessThan(6 * deviation);
});
