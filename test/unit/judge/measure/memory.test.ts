import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryMeasurement } from '../../../../src/judge/measure/memory.ts';
import { eventOf } from '../../../support/parts.ts';

const told = (bytes: Record<string, number>) => ({
  events: [eventOf(9000, 'memory-in-use', { data: { bytes } })],
});

test('is the sum of all containers, to the byte', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]+\d$/), fc.integer({ min: 1, max: 2 ** 40 }), { minKeys: 1 }),
      (bytes) => {
        const sum = Object.values(bytes).reduce((all, one) => all + one, 0);
        expect(memoryMeasurement(told(bytes)).value).toBe(sum);
      },
    ),
  );
});

test('says what each container holds', () => {
  expect(memoryMeasurement(told({ db1: 350_000_000, proxy: 12_000_000 }))).toMatchObject({
    value: 362_000_000,
    unit: 'bytes',
    how: 'anonymous memory: db1 333.8 MiB, proxy 11.4 MiB',
  });
});

test('is not measured, and never 0, where nothing or nothing credible was told', () => {
  expect(memoryMeasurement({ events: [] }).value).toBeNull();
  expect(memoryMeasurement(told({})).value).toBeNull();
  expect(memoryMeasurement(told({ db1: 350_000_000, proxy: 0 })).value).toBeNull();
});
