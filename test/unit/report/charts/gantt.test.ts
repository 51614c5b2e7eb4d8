import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ganttChart } from '../../../../src/report/charts/gantt.ts';
import { outageRows, recoveryRows } from '../../../../src/report/series/gantt-rows.ts';
import { at } from '../sample-record.ts';
import { sampleResult } from '../sample-result.ts';
import { rectangles } from '../svg-reader.ts';

const text = { title: 'phases' };
// The bars lie between 350 px and 150 px from the right edge.
const [left, right] = [350, 1060 - 150];

const row = (key: string, startedAtMs: number, endedAtMs: number | null) => ({
  key,
  title: key,
  detail: 'ends when: something happened',
  startedAtMs,
  endedAtMs,
  atLeast: false,
  shareFromMs: null,
  total: false,
});

test('every bar lies where its times say, within a pixel', () => {
  const times = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(times, (instants) => {
      const sorted = instants.toSorted((a, b) => a - b);
      const rows = sorted.slice(1).map((end, index) => row(`bar${index}`, sorted[index] ?? 0, end));
      const frame = { startMs: 0, endMs: 60_000, zeroMs: 0 };
      const bars = rectangles(ganttChart(rows, text, frame, 1060), 'data-bar');
      const pixel = (ms: number) => left + (ms / 60_000) * (right - left);
      expect(bars.map((bar) => bar.key)).toEqual(rows.map(({ key }) => key));
      for (const [index, { startedAtMs, endedAtMs }] of rows.entries()) {
        expect(Math.abs((bars[index]?.x ?? Number.NaN) - pixel(startedAtMs))).toBeLessThan(1);
        const end = (bars[index]?.x ?? Number.NaN) + (bars[index]?.width ?? Number.NaN);
        expect(Math.abs(end - pixel(endedAtMs ?? 0))).toBeLessThanOrEqual(1.01);
      }
    }),
  );
});

test('the phases of a drill join up, and the RTO bars end with them', () => {
  const rows = outageRows(sampleResult(), at.inForce);
  const frame = { startMs: at.inForce, endMs: at.applicationBack, zeroMs: at.inForce };
  const bars = rectangles(ganttChart(rows, text, frame, 1060), 'data-bar');
  expect(bars.map(({ key }) => key)).toEqual([
    'noticed',
    'detected',
    'promoted',
    'routed',
    'first-write',
    'rto-service',
    'rto-application',
    'rto-application-share',
  ]);
  const end = (key: string) => bars.filter((bar) => bar.key === key).map(({ x, width }) => x + width)[0];
  const start = (key: string) => bars.find((bar) => bar.key === key)?.x;
  expect(start('detected')).toBeCloseTo(end('noticed') ?? 0, 1);
  expect(end('first-write')).toBeCloseTo(end('rto-service') ?? 0, 1);
  expect(start('rto-application-share')).toBeCloseTo(end('rto-service') ?? 0, 1);
  expect(end('rto-application-share')).toBeCloseTo(right, 1);
});

test('a phase that was not seen to end says so and reaches to the edge', () => {
  const svg = ganttChart([row('promoted', 100, null)], text, { startMs: 0, endMs: 1000, zeroMs: 0 }, 1060);
  const [bar] = rectangles(svg, 'data-bar');
  expect((bar?.x ?? 0) + (bar?.width ?? 0)).toBeCloseTo(right, 1);
  expect(svg).toContain('not seen to end');
});

test('a censored RTO is shown as at least', () => {
  const result = sampleResult();
  const censored = result.measurements.map((one) =>
    one.name === 'rto-service' ? { ...one, value: 60_000, atLeast: true } : one,
  );
  const rows = outageRows({ ...result, measurements: censored }, at.inForce);
  const svg = ganttChart(
    rows,
    text,
    { startMs: at.inForce, endMs: at.inForce + 5000, zeroMs: at.inForce },
    1060,
  );
  expect(svg).toContain('at least 60.00 s');
});

test('the outage has a scale apart from the recovery', () => {
  const keys = recoveryRows(sampleResult(), at.inForce).map(({ key }) => key);
  expect(keys).toEqual(['rto-service', 'steady', 'redundant']);
});
