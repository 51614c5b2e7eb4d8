import { expect, test } from 'vitest';
import { closeUpOf, frameOf } from '../../../../src/report/series/frame.ts';
import { at, sampleRecord } from '../sample-record.ts';
import { sampleResult } from '../sample-result.ts';

const outage = (stream: 'service' | 'application', startedAtMs: number, endedAtMs: number) => ({
  stream,
  startedAtMs,
  endedAtMs,
  open: false,
  missedWrites: 1,
});
const hour = { startMs: 0, endMs: 3_600_000, zeroMs: 60_000 };

test('the frame reaches from the first scheduled write to the last thing that was judged', () => {
  const frame = frameOf(sampleRecord({ service: 100, application: 50 }), sampleResult());
  expect(frame.startMs).toBe(at.baseline);
  expect(frame.zeroMs).toBe(at.inForce);
  expect(frame.endMs).toBeGreaterThanOrEqual(at.redundant);
});

test('without load and faults the frame is what was recorded, counted from the start', () => {
  const record = sampleRecord({ service: 100, application: 50 });
  const empty = { ...record, operations: { ...record.operations, length: 0 }, samples: [] };
  const frame = frameOf(empty, { ...sampleResult(), faults: [], phases: [], outages: [] });
  expect(frame).toEqual({ startMs: 0, endMs: at.loadEnd, zeroMs: null });
});

test('short outages of a long drill get a close-up that holds the longest of each stream', () => {
  const outages = [
    outage('service', 60_000, 61_400),
    outage('service', 3_000_000, 3_000_500),
    outage('application', 60_000, 62_100),
  ];
  expect(closeUpOf(hour, outages)).toEqual({ startMs: 57_900, endMs: 64_200, zeroMs: 60_000 });
});

test('no close-up where outages are legible, far apart, or absent', () => {
  expect(closeUpOf(hour, [outage('service', 60_000, 160_000)])).toBeNull();
  expect(
    closeUpOf(hour, [outage('service', 60_000, 61_000), outage('application', 3_000_000, 3_001_000)]),
  ).toBeNull();
  expect(closeUpOf(hour, [])).toBeNull();
});
