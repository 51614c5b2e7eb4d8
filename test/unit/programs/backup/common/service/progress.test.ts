import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { progressOf } from '../../../../../../src/programs/backup/common/service/progress.ts';
import type { BackupEvent } from '../../../../../../src/programs/backup/common/words.ts';

const mebibyte = 2 ** 20;
let nowMs = 0;

beforeEach(() => {
  nowMs = 5000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A work of known size: `pass` lets time go by, and then bytes come. */
function work(totalBytes: number) {
  const told: BackupEvent[] = [];
  const onBytes = progressOf((event) => told.push(event), 'backup-progress', 'copying', totalBytes);
  const pass = (ms: number, bytes: number): void => {
    nowMs += ms;
    onBytes(bytes);
  };
  return { told, pass };
}

describe('the progress of a work', () => {
  test('says how much is done and how long it may take yet', () => {
    const { told, pass } = work(10 * mebibyte);
    pass(2000, 2.5 * mebibyte);
    expect(told).toEqual([
      {
        type: 'backup-progress',
        text: 'copying: 2.5 MiB of about 10 MiB, about 6.00 s left',
        data: { doneBytes: 2_621_440, totalBytes: 10_485_760, leftMs: 6000 },
      },
    ]);
  });

  test('is told first after a second, to the millisecond', () => {
    const { told, pass } = work(mebibyte);
    pass(0, 10);
    pass(999, 10);
    expect(told).toEqual([]);
    pass(1, 10);
    expect(told).toMatchObject([{ data: { doneBytes: 30 } }]);
  });

  test('is told once a second, and then of all bytes that came meanwhile', () => {
    const { told, pass } = work(mebibyte);
    for (let count = 0; count < 35; count += 1) pass(100, 1);
    expect(told.map(({ data }) => data?.doneBytes)).toEqual([10, 20, 30]);
  });

  test('is not told before anything is done', () => {
    const { told, pass } = work(mebibyte);
    pass(1500, 0);
    expect(told).toEqual([]);
    pass(1, 1);
    expect(told).toHaveLength(1);
  });

  test('is at its end, when there is more than was thought', () => {
    const { told, pass } = work(mebibyte);
    pass(1000, mebibyte + 1);
    expect(told).toMatchObject([
      { text: 'copying: 1 MiB of about 1 MiB, about 0 ms left', data: { leftMs: 0 } },
    ]);
  });

  test('of one is not that of another', () => {
    const [one, other] = [work(100), work(100)];
    one.pass(1000, 10);
    other.pass(0, 1);
    expect([one, other].map(({ told }) => told[0]?.data?.doneBytes)).toEqual([10, 1]);
  });
});

const steps = fc.array(
  fc.tuple(
    fc.oneof(fc.nat({ max: 3000 }), fc.double({ min: 0, max: 3000, noNaN: true })),
    fc.oneof(fc.constant(0), fc.nat({ max: 2 ** 31 })),
  ),
  { maxLength: 30 },
);

test('however it goes, bytes add up, a second passes between two messages, and all numbers are numbers', () => {
  fc.assert(
    fc.property(steps, fc.nat({ max: 2 ** 40 }), (all, totalBytes) => {
      const beganAtMs = nowMs;
      const { told, pass } = work(totalBytes);
      let [doneBytes, toldAtMs] = [0, beganAtMs];
      for (const [ms, bytes] of all) {
        const before = told.length;
        pass(ms, bytes);
        doneBytes += bytes;
        const due = nowMs - toldAtMs >= 1000 && doneBytes > 0;
        expect(told.length - before).toBe(due ? 1 : 0);
        if (!due) continue;
        toldAtMs = nowMs;
        const { text = '', data } = told.at(-1) ?? {};
        const leftMs = ((nowMs - beganAtMs) * Math.max(0, totalBytes - doneBytes)) / doneBytes;
        expect(data).toEqual({ doneBytes, totalBytes, leftMs: Math.round(leftMs) });
        expect(text).not.toMatch(/Infinity|NaN|undefined|-/);
      }
    }),
  );
});
