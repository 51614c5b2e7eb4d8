import fc from 'fast-check';
import { expect, test } from 'vitest';
import { throughputChart } from '../../../../src/report/charts/throughput.ts';
import { rectangles } from '../svg-reader.ts';

const size = { width: 1060, height: 180 };
const [left, right] = [120, 1060 - 24];
const frame = { startMs: 0, endMs: 40_000, zeroMs: 10_000 };

function seriesOf(rates: readonly number[]) {
  const buckets = { startMs: 0, endMs: 40_000, widthMs: 40_000 / rates.length, count: rates.length };
  const none = new Float64Array(rates.length);
  return {
    stream: 'service' as const,
    buckets,
    acknowledged: Float64Array.from(rates),
    failed: none,
    unknown: none,
  };
}

const outage = (stream: 'service' | 'application', startedAtMs: number, endedAtMs: number, open = false) => ({
  stream,
  startedAtMs,
  endedAtMs,
  open,
  missedWrites: 1,
});

test('shades exactly the span of each outage of its stream', () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 39_000 }), fc.integer({ min: 100, max: 1000 }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
      const outages = spans
        .toSorted(([a], [b]) => a - b)
        .map(([start, length]) => outage('service', start, start + length));
      const marks = { faults: [], stages: [], outages: [...outages, outage('application', 0, 40_000)] };
      const shades = rectangles(
        throughputChart(seriesOf([100, 0, 100, 100]), marks, frame, size),
        'data-outage',
      );
      const pixel = (ms: number) => left + (ms / 40_000) * (right - left);
      expect(shades).toHaveLength(outages.length);
      for (const [index, { startedAtMs, endedAtMs }] of outages.entries()) {
        expect(shades[index]?.x).toBeCloseTo(pixel(startedAtMs), 1);
        expect((shades[index]?.x ?? 0) + (shades[index]?.width ?? 0)).toBeCloseTo(pixel(endedAtMs), 1);
      }
    }),
  );
});

test('names the fault in words and says at least for an open outage', () => {
  const faults = [{ label: 'kill mysql1', inForceAtMs: 10_000, healedAtMs: null }];
  const marks = { faults, stages: [], outages: [outage('service', 10_000, 40_000, true)] };
  const svg = throughputChart(seriesOf([100, 0, 0, 0]), marks, frame, size);
  expect(svg).toContain('fault: kill mysql1');
  expect(svg).toContain('no writes for at least 30.00 s');
  expect(svg).toMatch(/role="img"/);
  expect(svg).toMatch(/<title>Writes a second over time, service stream<\/title><desc>/);
});

/** The y coordinates of the outline of the solid area, left to right along its top. */
function solidLevels(svg: string): number[] {
  const outline = /<path d="([^"]*)" data-least/.exec(svg)?.[1] ?? '';
  const levels = [...outline.matchAll(/[ML]-?[\d.]+,(-?[\d.]+)/g)].map(([, y]) => Number(y));
  return levels.slice(0, levels.length / 2);
}

test('one bucket without a write among thousands is seen in the picture', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 19_999 }), (silent) => {
      const rates = Array.from({ length: 20_000 }, (_, bucket) => (bucket === silent ? 0 : 200));
      const svg = throughputChart(seriesOf(rates), { faults: [], stages: [], outages: [] }, frame, size);
      const levels = new Set(solidLevels(svg));
      expect(levels.size).toBe(2);
    }),
    { numRuns: 20 },
  );
});

test('a burst of queued writes is cut with a note, so that the usual rate stays legible', () => {
  const rates = Array.from({ length: 100 }, (_, bucket) => (bucket === 50 ? 9000 : 200));
  const marks = { faults: [], stages: [], outages: [] };
  expect(throughputChart(seriesOf(rates), marks, frame, size)).toContain(
    'bars are cut; the greatest reaches 9,000 /s',
  );
  expect(
    throughputChart(seriesOf(rates.map((rate) => Math.min(rate, 300))), marks, frame, size),
  ).not.toContain('cut');
});

test('a close-up that shows a part of an outage still tells its whole length', () => {
  const marks = { faults: [], stages: [], outages: [outage('service', 5000, 35_000)] };
  const part = { startMs: 10_000, endMs: 20_000, zeroMs: 10_000 };
  const series = {
    ...seriesOf([0, 0]),
    buckets: { startMs: 10_000, endMs: 20_000, widthMs: 5000, count: 2 },
  };
  const svg = throughputChart(series, marks, part, size);
  const [shade] = rectangles(svg, 'data-outage');
  expect(shade).toEqual({ key: 'service', x: left, width: right - left });
  expect(svg).toContain('no writes for 30.00 s');
});
