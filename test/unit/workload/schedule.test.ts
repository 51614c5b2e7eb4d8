import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startSchedule } from '../../../src/workload/schedule.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('every arrival comes once, in order, at its due time, however late the timers are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 20 }),
      (periodMs, stallsMs) => {
        let nowMs = 1000;
        const arrived: { index: number; dueMs: number; atMs: number }[] = [];
        const schedule = startSchedule({
          startMs: 1000,
          periodMs,
          nowMs: () => nowMs,
          arrive: (index, dueMs) => arrived.push({ index, dueMs, atMs: nowMs }),
        });
        for (const stallMs of stallsMs) {
          nowMs += stallMs;
          vi.runOnlyPendingTimers();
        }
        schedule.stop();
        const expected = Array.from({ length: Math.floor((nowMs - 1000) / periodMs) + 1 }, (_, n) => n);
        expect(arrived.map((one) => one.index)).toEqual(expected);
        for (const { index, dueMs, atMs } of arrived) {
          expect(dueMs).toBe(1000 + index * periodMs);
          expect(atMs).toBeGreaterThanOrEqual(dueMs);
        }
      },
    ),
  );
});
