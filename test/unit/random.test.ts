import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repetitionSeed, seededRandom } from '../../src/random.ts';

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

test('repetitions have seeds of their own, the first that of all, the same every time', () => {
  fc.assert(
    fc.property(seeds, (base) => {
      const own = Array.from({ length: 100 }, (_, index) => repetitionSeed(base, index));
      expect(own[0]).toBe(base);
      expect(new Set(own).size).toBe(100);
      for (const seed of own) expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
    }),
  );
});

test('repetitions spread what is drawn first: each tenth gets its share within six standard deviations', () => {
  const count = 10_000;
  const first = Array.from({ length: count }, (_, index) => draw(repetitionSeed(7, index), 1)[0] ?? 0);
  const tenths = Map.groupBy(first, (one) => Math.floor(one * 10));
  const deviation = Math.sqrt(count * 0.1 * 0.9);
  expect(tenths.size).toBe(10);
  for (const own of tenths.values()) expect(Math.abs(own.length - count / 10)).toBeLessThan(6 * deviation);
});
