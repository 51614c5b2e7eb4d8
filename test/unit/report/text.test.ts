import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatBytes } from '../../../src/formats/units.ts';
import { formatOffset, formatQuantity, formatResolution, shellLine } from '../../../src/report/text.ts';

test.each([
  [{ value: null, unit: 'ms', atLeast: false }, 'not measured'],
  [{ value: 60_000, unit: 'ms', atLeast: true }, 'at least 60.00 s'],
  [{ value: 0, unit: 'rows', atLeast: false }, '0 rows'],
  [{ value: 1, unit: 'rows', atLeast: false }, '1 row'],
  [{ value: 10_492, unit: 'rows', atLeast: false }, '10,492 rows'],
  [{ value: 1, unit: 'ratio', atLeast: false }, '100 %'],
  [{ value: 0.9999999, unit: 'ratio', atLeast: false }, '99.999 %'],
  [{ value: 0.29, unit: 'ratio', atLeast: false }, '29 %'],
  [{ value: 199.96, unit: 'per-second', atLeast: false }, '200 /s'],
  [{ value: 2, unit: 'count', atLeast: false }, '2'],
  [{ value: 1_268_000_000, unit: 'bytes', atLeast: false }, '1.2 GiB'],
] as const)('%o reads %s', (quantity, text) => {
  expect(formatQuantity(quantity)).toBe(text);
});

test('a share below one never reads as 100 %', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (value) => {
      fc.pre(value < 1 - 1e-9);
      expect(formatQuantity({ value, unit: 'ratio', atLeast: false })).not.toBe('100 %');
    }),
  );
});

test('what was not measured has no resolution', () => {
  expect(formatResolution({ value: null, resolution: 10, unit: 'ms' })).toBe('');
  expect(formatResolution({ value: 5, resolution: 10, unit: 'ms' })).toBe('10 ms');
  expect(formatResolution({ value: 0.5, resolution: 0.0003, unit: 'ratio' })).toBe('0.03 %');
});

test('offsets carry their sign, and bytes their unit', () => {
  expect([formatOffset(-1404), formatOffset(0), formatOffset(27_266.4)]).toEqual([
    '−1.404 s',
    '+0.000 s',
    '+27.266 s',
  ]);
  expect([formatBytes(0), formatBytes(1024), formatBytes(8_321_499_136)]).toEqual([
    '0 B',
    '1 KiB',
    '7.8 GiB',
  ]);
});

test('a command line can be pasted', () => {
  expect(shellLine(['ha-drill', 'run', "it's.yml", 'a b'])).toBe(`ha-drill run 'it'\\''s.yml' 'a b'`);
});
