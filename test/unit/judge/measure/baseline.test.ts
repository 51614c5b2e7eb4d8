import { expect, test } from 'vitest';
import type { OperationLine, Outcome, Stream } from '../../../../src/history/schema.ts';
import { assessBaseline } from '../../../../src/judge/measure/baseline.ts';

const limits = { maxErrors: 0.01, maxLatency: 500 };

function lines(stream: Stream, count: number, latencyMs = 2, outcome: Outcome = 'ok'): OperationLine[] {
  return Array.from({ length: count }, (_, n) => [stream, 0, n, 0, n, n, n + latencyMs, outcome, null]);
}

test('writes of both streams that are answered in time are a steady state', () => {
  expect(assessBaseline([...lines('service', 100), ...lines('application', 200)], limits)).toEqual({
    held: true,
    text: 'steady (service: 100 writes, 0 failed, p99 2 ms; application: 200 writes, 0 failed, p99 2 ms)',
  });
});

test('no write is not steady: what was not seen has not held', () => {
  expect(assessBaseline([], limits)).toMatchObject({ held: false });
  expect(assessBaseline(lines('service', 100), limits)).toEqual({
    held: false,
    text: 'not steady: no application write ended',
  });
});

test('one failure in a hundred is allowed, two are not', () => {
  const with_ = (failed: number) => [
    ...lines('service', 100 - failed),
    ...lines('service', failed, 2, 'fail'),
    ...lines('application', 100),
  ];
  expect(assessBaseline(with_(1), limits).held).toBe(true);
  expect(assessBaseline(with_(2), limits)).toEqual({
    held: false,
    text: 'not steady: 2 of 100 service writes failed',
  });
});

test('the 99th percentile of the application decides, at the limit it holds, one millisecond above it does not', () => {
  const slow = (latencyMs: number) => [
    ...lines('service', 100),
    ...lines('application', 98),
    ...lines('application', 2, latencyMs),
  ];
  expect(assessBaseline(slow(500), limits).held).toBe(true);
  expect(assessBaseline(slow(501), limits)).toEqual({
    held: false,
    text: 'not steady: p99 latency of application writes 501 ms, limit 500 ms',
  });
});
