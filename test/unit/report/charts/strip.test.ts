import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extremes, median, quantile } from '../../../../src/judge/statistics/quantile.ts';
import { isLogarithmic, type Strip, stripChart } from '../../../../src/report/charts/strip.ts';

const stripOf = (values: readonly number[], atLeast = false): Strip => {
  const dots = values.map((value) => ({ value, atLeast, verdict: 'pass' as const, title: `${value}` }));
  return {
    name: 'a',
    detail: '',
    dots,
    median: median(dots),
    p95: quantile(dots, 0.95),
    interval: extremes(dots) && { low: Math.min(...values), high: atLeast ? null : Math.max(...values) },
    value: '',
    note: '',
  };
};

const numbersOf = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].map(([, x]) => Number(x));
const dotsIn = (svg: string) => numbersOf(svg, /<g data-dot="pass"><circle cx="([\d.]+)"/g);
const medianIn = (svg: string) => numbersOf(svg, /data-median="" x1="([\d.]+)"/g)[0] ?? Number.NaN;

test('a greater value stands further to the right, on either axis; all within the picture', () => {
  const values = fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(values, (numbers) => {
      const svg = stripChart([stripOf(numbers)], 'RTO', 1060);
      const at = dotsIn(svg);
      expect(at).toHaveLength(numbers.length);
      // Drawn in ascending order.
      expect(at).toEqual(at.toSorted((a, b) => a - b));
      for (const x of at) expect(x > 200 && x < 900).toBe(true);
      expect(medianIn(svg)).toBeGreaterThanOrEqual(at[0] ?? 0);
      expect(medianIn(svg)).toBeLessThanOrEqual(at.at(-1) ?? 0);
    }),
  );
});

test('values far apart are on a logarithmic axis, values near each other on one from zero', () => {
  expect(isLogarithmic([stripOf([1000, 2000])])).toBe(false);
  expect(isLogarithmic([stripOf([1000, 2000]), stripOf([60_000])])).toBe(true);
  expect(stripChart([stripOf([1000, 2000])], 'RTO', 1060)).toContain('>0<');
});

test('a bound points beyond itself, and so do a median and an interval of bounds', () => {
  const arrows = (svg: string) => svg.match(/h6v-3l7 4\.5/g)?.length ?? 0;
  expect(arrows(stripChart([stripOf([1000, 2000, 3000])], 'RTO', 1060))).toBe(0);
  expect(arrows(stripChart([stripOf([1000, 2000, 3000], true)], 'RTO', 1060))).toBe(4);
});

test('dots of like values do not cover each other', () => {
  const svg = stripChart([stripOf([1000, 1000, 1000])], 'RTO', 1060);
  const levels = numbersOf(svg, /<g data-dot="pass"><circle cx="[\d.]+" cy="([\d.]+)"/g);
  expect(new Set(levels).size).toBe(3);
});
