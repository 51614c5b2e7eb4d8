import { expect, test } from 'vitest';
import { expectedTable } from '../../../src/report/expected.ts';
import { sampleResult } from './sample-result.ts';

const [one] = sampleResult().expected;

function measured(change: Partial<NonNullable<typeof one>>) {
  if (!one) throw new Error('the sample expects nothing');
  return expectedTable({ expected: [{ ...one, ...change }] }).rows[0]?.measured;
}

test.each([
  [489.999, '490 ms (sooner)'],
  [490, '490 ms (within)'],
  [500, '500 ms (within)'],
  [800, '800 ms (within)'],
  [800.001, '800 ms (later)'],
])('%d ms beside 500 to 800 ms', (measuredMs, text) => {
  expect(measured({ measuredMs })).toBe(text);
});

test('what was not measured, has no phase, or of which nothing is known is told so', () => {
  expect(measured({ measuredMs: null })).toBe('not measured');
  expect(measured({ measuredMs: null, ends: null })).toBe('no phase ends with it');
  expect(measured({ expected: null })).toBe('643 ms');
  expect(expectedTable({ expected: [] })).toMatchObject({ situation: '', rows: [] });
});
