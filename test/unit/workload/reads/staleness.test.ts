import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BesideOperation } from '../../../../src/history/beside.ts';
import { agedReads } from '../../../../src/workload/reads/staleness.ts';
import { besideOf } from '../../../support/beside.ts';

const write = (version: number, startedAtMs: number, endedAtMs: number, changes = {}): BesideOperation =>
  besideOf(version, { function: 'write', key: 1, value: version, startedAtMs, endedAtMs, ...changes });
const read = (version: number | null, startedAtMs: number, endedAtMs = startedAtMs): BesideOperation =>
  besideOf(1000, { function: 'read', key: 1, result: version, startedAtMs, endedAtMs });
const ages = (...operations: BesideOperation[]) =>
  agedReads(operations).map(({ atLeastMs, atMostMs }) => [atLeastMs, atMostMs]);

describe('how old a read is', () => {
  test('counts from the acknowledgement of the first newer version, at most from when it was sent', () => {
    expect(ages(write(1, 100, 110), write(2, 200, 215), read(0, 300, 304))).toEqual([[190, 204]]);
    expect(ages(write(1, 100, 110), write(2, 200, 215), read(1, 300, 304))).toEqual([[85, 104]]);
    expect(ages(write(1, 100, 110), write(2, 200, 215), read(2, 300, 304))).toEqual([[0, 0]]);
  });

  test('a version acknowledged while the read was under way may have come after it', () => {
    expect(ages(write(1, 100, 130), read(0, 120, 140))).toEqual([[0, 40]]);
    expect(ages(write(1, 100, 130), read(0, 130, 140))).toEqual([[0, 40]]);
    expect(ages(write(1, 100, 130), read(0, 131, 140))).toEqual([[1, 40]]);
  });

  test('versions that are acknowledged out of order: the first of all newer ones counts', () => {
    expect(ages(write(1, 0, 500), write(2, 50, 60), read(0, 600))).toEqual([[540, 600]]);
  });

  test('of a write whose outcome is unknown the data may be old, not surely; of a refused or unsent one it is not', () => {
    expect(ages(write(1, 100, 110, { outcome: 'info' }), read(0, 300))).toEqual([[0, 200]]);
    expect(ages(write(1, 100, 110, { outcome: 'fail' }), read(0, 300))).toEqual([[0, 0]]);
    expect(ages(write(1, 100, 110, { outcome: 'fail', process: null }), read(0, 300))).toEqual([[0, 0]]);
  });

  test('another row, a failed read and no row at all', () => {
    expect(ages(write(1, 100, 110, { key: 2 }), read(0, 300))).toEqual([[0, 0]]);
    expect(ages(write(1, 100, 110), { ...read(0, 300), outcome: 'fail' })).toEqual([]);
    expect(ages(write(1, 100, 110), read(null, 300))).toEqual([[190, 200]]);
  });

  test('in every history of a replica that lags the truth lies between the bounds', () => {
    const step = fc.record({
      afterMs: fc.integer({ min: 1, max: 50 }),
      lastsMs: fc.integer({ min: 0, max: 30 }),
      executedAfter: fc.double({ min: 0, max: 1, noNaN: true }),
      isRead: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 60 }), fc.nat(200), (steps, lagMs) => {
        let atMs = 0;
        const commits: { version: number; atMs: number }[] = [];
        const truth: number[] = [];
        const operations = steps.map(({ afterMs, lastsMs, executedAfter, isRead }, index) => {
          const startedAtMs = atMs + afterMs;
          const executedAtMs = startedAtMs + lastsMs * executedAfter;
          atMs = startedAtMs + lastsMs;
          if (!isRead) {
            commits.push({ version: index + 1, atMs: executedAtMs });
            return write(index + 1, startedAtMs, atMs);
          }
          const seen = commits.findLast((one) => one.atMs + lagMs <= executedAtMs)?.version ?? 0;
          const next = commits.find(({ version }) => version > seen);
          truth.push(next ? Math.max(executedAtMs - next.atMs, 0) : 0);
          return read(seen, startedAtMs, atMs);
        });
        const found = agedReads(operations);
        expect(found).toHaveLength(truth.length);
        for (const [index, { atLeastMs, atMostMs }] of found.entries()) {
          expect(atLeastMs).toBeLessThanOrEqual((truth[index] ?? Number.NaN) + 1e-9);
          expect(atMostMs).toBeGreaterThanOrEqual((truth[index] ?? Number.NaN) - 1e-9);
        }
      }),
    );
  });
});
