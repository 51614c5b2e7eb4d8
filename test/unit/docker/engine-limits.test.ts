import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLimits, updateOf } from '../../../src/docker/engine-limits.ts';

test.each([
  [{}, { cpus: null, memoryBytes: null, memoryAndSwapBytes: null }],
  [
    { CpuQuota: -1, Memory: 0, MemorySwap: -1 },
    { cpus: null, memoryBytes: null, memoryAndSwapBytes: null },
  ],
  [{ CpuQuota: 5000 }, { cpus: 0.05, memoryBytes: null, memoryAndSwapBytes: null }],
  [
    { CpuQuota: 5000, CpuPeriod: 50_000 },
    { cpus: 0.1, memoryBytes: null, memoryAndSwapBytes: null },
  ],
  [
    { NanoCpus: 5e8, Memory: 1e9, MemorySwap: 2e9 },
    { cpus: 0.5, memoryBytes: 1e9, memoryAndSwapBytes: 2e9 },
  ],
])('%j says %j', (told, limits) => {
  expect(readLimits(told)).toEqual(limits);
});

test('what is not named is not changed', () => {
  expect(updateOf({ CpuQuota: 5000, Memory: 1e9 }, {})).toEqual({});
  expect(updateOf({}, { cpus: null })).toEqual({ CpuQuota: -1 });
  expect(updateOf({ NanoCpus: 1e9 }, { cpus: 0.05 })).toEqual({ NanoCpus: 5e7 });
});

test('any limits can be told, taken back, and read as before', () => {
  const bytes = fc.integer({ min: 6 << 20, max: 2 ** 50 });
  const containers = fc.record({
    NanoCpus: fc.constantFrom(0, 5e7, 4e9),
    Memory: fc.option(bytes, { nil: 0 }),
    MemorySwap: fc.option(bytes, { nil: 0 }),
  });
  fc.assert(
    fc.property(containers, fc.integer({ min: 1, max: 1000 }), bytes, (container, hundredths, limit) => {
      const before = readLimits(container);
      const limits = { cpus: hundredths / 100, memoryBytes: limit, memoryAndSwapBytes: limit };
      const limited = { ...container, ...updateOf(container, limits) };
      expect(readLimits(limited)).toEqual(limits);
      expect(readLimits({ ...limited, ...updateOf(limited, before) })).toEqual(before);
    }),
  );
});
