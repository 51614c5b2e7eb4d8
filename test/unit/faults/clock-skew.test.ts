import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fault as clockSkew, shiftSeen } from '../../../src/faults/clock-skew/fault.ts';

test.each([
  [{}, 30_000],
  [{ by: '-1h' }, -3_600_000],
  [{ by: '+1m30s' }, 90_000],
  [{ by: '-0.5s' }, -500],
])('%j is %d ms', (given, by) => {
  expect(clockSkew.parameters.parse(given)).toEqual({ by });
});

test.each(['30s', '+30', '+50ms', '-9000h', '+-1s'])('%s is refused', (by) => {
  expect(clockSkew.parameters.safeParse({ by }).success).toBe(false);
});

test('a shift is seen when the readings allow no other', () => {
  const reading = fc.record({
    truthMs: fc.integer({ min: -1e6, max: 1e6 }),
    earlyMs: fc.nat(50),
    lateMs: fc.nat(50),
  });
  const shift = fc.integer({ min: -1e5, max: 1e5 }).filter((ms) => Math.abs(ms) > 400);
  fc.assert(
    fc.property(reading, reading, shift, ({ truthMs, ...a }, b, by) => {
      const before = { leastMs: truthMs - a.earlyMs, mostMs: truthMs + a.lateMs };
      const now = { leastMs: truthMs + by - b.earlyMs, mostMs: truthMs + by + b.lateMs };
      expect(shiftSeen(before, now, by, 0).proved).toBe(true);
      expect(shiftSeen(before, now, 0, by).proved).toBe(false);
    }),
  );
});

test('readings that take too long show nothing', () => {
  const before = { leastMs: 0, mostMs: 5000 };
  expect(shiftSeen(before, { leastMs: 0, mostMs: 5000 }, 1000, 0)).toEqual({
    proved: false,
    evidence:
      "the server's own clock is shifted by -5.00 s to 5.00 s (UTC_TIMESTAMP(6), between request and answer)",
  });
});
