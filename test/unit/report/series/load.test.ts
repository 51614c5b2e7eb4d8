import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Instants } from '../../../../src/history/instants.ts';
import type { OperationTable } from '../../../../src/history/record.ts';
import { latencySeries } from '../../../../src/report/series/latency.ts';
import { throughputs } from '../../../../src/report/series/throughput.ts';
import { emptyRecord } from '../../../support/parts.ts';

type Row = { stream: 0 | 1; outcome: 0 | 1 | 2; scheduledAtMs: number; latencyMs: number };

function table(rows: readonly Row[]): OperationTable {
  const ended = rows.map((row) => row.scheduledAtMs + row.latencyMs);
  return {
    length: rows.length,
    stream: Uint8Array.from(rows, (row) => row.stream),
    writer: new Uint32Array(rows.length),
    sequence: Uint32Array.from(rows.keys()),
    value: new Uint32Array(rows.length),
    scheduledAtMs: Instants.from(rows.length, (row) => rows[row]?.scheduledAtMs ?? 0),
    startedAtMs: Instants.from(rows.length, (row) => rows[row]?.scheduledAtMs ?? 0),
    endedAtMs: Instants.from(rows.length, (row) => ended[row] ?? 0),
    outcome: Uint8Array.from(rows, (row) => row.outcome),
    error: new Uint16Array(rows.length),
    errors: [''],
  };
}

const rows = fc.array(
  fc.record({
    stream: fc.constantFrom(0 as const, 1 as const),
    outcome: fc.constantFrom(0 as const, 1 as const, 2 as const),
    scheduledAtMs: fc.integer({ min: 0, max: 20_000 }),
    latencyMs: fc.integer({ min: 0, max: 5000 }),
  }),
  { maxLength: 300 },
);
const frame = { startMs: 0, endMs: 25_000, zeroMs: null };

test('every operation is counted once, in the column of its outcome', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const series = throughputs(table(given), frame);
      const counted = (outcome: 'acknowledged' | 'failed' | 'unknown') =>
        series.reduce((total, { buckets, [outcome]: rates }) => {
          const last = buckets.count - 1;
          const lastMs = buckets.endMs - buckets.startMs - last * buckets.widthMs;
          const whole = rates
            .subarray(0, last)
            .reduce((sum, rate) => sum + (rate * buckets.widthMs) / 1000, 0);
          return total + whole + ((rates[last] ?? 0) * lastMs) / 1000;
        }, 0);
      const [ok, fail, info] = [0, 1, 2].map(
        (outcome) => given.filter((row) => row.outcome === outcome).length,
      );
      expect(counted('acknowledged')).toBeCloseTo(ok ?? 0, 6);
      expect(counted('failed')).toBeCloseTo(fail ?? 0, 6);
      expect(counted('unknown')).toBeCloseTo(info ?? 0, 6);
    }),
  );
});

test('the greatest latency of each stream is kept, however wide the buckets', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 500 }), (given, columns) => {
      for (const { stream, maxMs, buckets } of latencySeries(
        emptyRecord({ operations: table(given) }),
        frame,
        columns,
      )) {
        const index = stream === 'service' ? 0 : 1;
        const acknowledged = given.filter((row) => row.stream === index && row.outcome === 0);
        const drawn = maxMs.filter((ms) => !Number.isNaN(ms));
        expect(buckets.count).toBeLessThanOrEqual(Math.max(columns, 1));
        expect(Math.max(-1, ...drawn)).toBe(Math.max(-1, ...acknowledged.map((row) => row.latencyMs)));
      }
    }),
  );
});

test('percentiles count from the scheduled arrival, and buckets without an acknowledgement have none', () => {
  const steady = Array.from({ length: 100 }, (_, index) => ({
    stream: 1 as const,
    outcome: (index < 50 ? 0 : 1) as 0 | 1,
    scheduledAtMs: index * 10,
    latencyMs: index === 7 ? 900 : 2,
  }));
  const [series] = latencySeries(
    emptyRecord({ operations: table(steady) }),
    { startMs: 0, endMs: 1000, zeroMs: null },
    500,
  );
  expect(series?.buckets.widthMs).toBe(100);
  expect([...(series?.p50Ms ?? [])]).toEqual([2, 2, 2, 2, 2, NaN, NaN, NaN, NaN, NaN]);
  expect(series?.maxMs[0]).toBe(900);
});

test('no operations give no series', () => {
  expect(throughputs(table([]), frame)).toEqual([]);
  expect(latencySeries(emptyRecord({ operations: table([]) }), frame, 100)).toEqual([]);
});
