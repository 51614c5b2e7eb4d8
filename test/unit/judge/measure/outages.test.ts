import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outagesOf } from '../../../../src/judge/measure/outages.ts';
import { rtosOf } from '../../../../src/judge/measure/rto.ts';
import { withOperations } from '../../../support/change-record.ts';
import { killOfPrimary, plantDrill } from '../../../support/planted-drill.ts';

const never = [0, 0] as const;
const none = { service: never, application: never };
const { loadFromMs, loadToMs } = killOfPrimary;

test('a planted outage is found with exactly its acknowledgements and its missed writes', () => {
  const from = fc.integer({ min: 7500, max: 12_000 });
  const length = fc.integer({ min: 120, max: 5000 });
  fc.assert(
    fc.property(from, length, fc.integer({ min: 1, max: 10 }), (fromMs, lengthMs, latencyMs) => {
      const toMs = fromMs + lengthMs;
      const record = plantDrill({ outage: { ...none, service: [fromMs, toMs] }, latencyMs });
      const lastDueBefore = Math.ceil(fromMs / 10) * 10 - 10;
      const firstDueAfter = Math.ceil(toMs / 10) * 10;
      const planted = {
        stream: 'service',
        startedAtMs: lastDueBefore + latencyMs,
        endedAtMs: firstDueAfter + latencyMs,
        open: false,
        // A write that was due before the last acknowledgement was due before the outage.
        missedWrites: (firstDueAfter - lastDueBefore) / 10 - 1,
      };
      const nearFault = planted.endedAtMs > 8000 && planted.startedAtMs < 9000;
      const isHiccup = !nearFault && planted.endedAtMs - planted.startedAtMs <= 250;
      expect(outagesOf(record)).toMatchObject(isHiccup ? [] : [planted]);
    }),
    { numRuns: 40 },
  );
});

test('away from a fault a gap of 250 ms is a hiccup, and one of 260 ms an outage that the RTO runs to', () => {
  const record = plantDrill({ outage: { ...none, service: [8000, 8500] } });
  const stalled = (lengthMs: number) =>
    withOperations(record, (operations) =>
      operations.map((one) =>
        one.stream === 'service' && one.scheduledAtMs > 9690 && one.scheduledAtMs < 9690 + lengthMs
          ? { ...one, endedAtMs: 9692 + lengthMs + one.sequence / 1e6 }
          : one,
      ),
    );
  expect(outagesOf(stalled(250)).map((one) => one.startedAtMs)).toEqual([7992]);
  expect(outagesOf(stalled(260)).map((one) => one.startedAtMs)).toEqual([7992, 9692]);
  expect(rtosOf(stalled(250), 'service')[0]?.valueMs).toBe(502);
  expect(rtosOf(stalled(260), 'service')[0]?.valueMs).toBe(9952 - 8000);
});

test('there is no outage without a missed write, however long nothing was due', () => {
  const record = withOperations(plantDrill({ outage: none }), (operations) =>
    operations.filter((one) => one.scheduledAtMs < 5000 || one.scheduledAtMs >= 9000),
  );
  expect(outagesOf(record)).toEqual([]);
});

test('one slow write is no outage when nothing else was due', () => {
  const record = withOperations(plantDrill({ outage: none }), (operations) =>
    operations
      .filter((one) => one.scheduledAtMs <= 8000 || one.scheduledAtMs >= 9000)
      .map((one) => (one.scheduledAtMs === 8000 ? { ...one, endedAtMs: 8999 } : one)),
  );
  expect(outagesOf(record)).toEqual([]);
});

test('a gap is an outage only above ten arrival periods', () => {
  const service = (toMs: number) => outagesOf(plantDrill({ outage: { ...none, service: [8000, toMs] } }));
  // The gap is one period longer than the planted span: 90 ms make 100 ms, the threshold itself.
  expect(service(8090)).toEqual([]);
  expect(service(8100)).toMatchObject([{ startedAtMs: 7992, endedAtMs: 8102 }]);
});

test('a gap is an outage only above 1.5 times the longest gap of the baseline', () => {
  const hiccup = (record: ReturnType<typeof plantDrill>) =>
    withOperations(record, (operations) =>
      operations.filter((one) => !(one.scheduledAtMs >= 4000 && one.scheduledAtMs < 4190)),
    );
  const service = (toMs: number) =>
    outagesOf(hiccup(plantDrill({ outage: { ...none, service: [8000, toMs] } })));
  expect(service(8290)).toEqual([]);
  expect(service(8300)).toHaveLength(1);
});

test('writes that hang and are acknowledged late do not shorten the outage', () => {
  const record = withOperations(plantDrill({ outage: none }), (operations) =>
    operations.map((one) => {
      const hangs = one.stream === 'service' && one.scheduledAtMs >= 8000 && one.scheduledAtMs < 13_000;
      return hangs ? { ...one, endedAtMs: 12_999 + one.scheduledAtMs / 1e6 } : one;
    }),
  );
  expect(outagesOf(record)).toEqual([
    {
      stream: 'service',
      startedAtMs: 7992,
      endedAtMs: 12_999.008,
      open: false,
      missedWrites: 499,
      phase: 'method',
      after: 'after the kill of db1',
    },
  ]);
});

test('one that the fault found under way says how long before the fault it began', () => {
  const early = plantDrill({ outage: { ...none, service: [6500, 9420], application: [6500, 7500] } });
  const [service, application] = outagesOf(early).toSorted((a, b) => b.endedAtMs - a.endedAtMs);
  expect(service).toMatchObject({
    startedAtMs: 6492,
    endedAtMs: 9422,
    after: '1.51 s before the kill of db1',
  });
  expect(application).not.toHaveProperty('after');
});

test('writes that hang and are all answered in one instant hung all the same', () => {
  const record = withOperations(plantDrill({ outage: { ...none, service: [8000, 9420] } }), (operations) =>
    operations
      .map((one) =>
        one.stream === 'service' && one.outcome !== 'ok'
          ? { ...one, endedAtMs: 9422, outcome: 'ok' as const, error: null }
          : one,
      )
      .sort((a, b) => a.endedAtMs - b.endedAtMs),
  );
  expect(outagesOf(record)).toMatchObject([{ stream: 'service', startedAtMs: 7992, endedAtMs: 9422 }]);
});

test('one acknowledgement in between makes two outages', () => {
  const record = withOperations(plantDrill(), (operations) =>
    operations.map((one) =>
      one.stream === 'service' && one.scheduledAtMs === 8700
        ? { ...one, outcome: 'ok' as const, error: null }
        : one,
    ),
  );
  expect(outagesOf(record).filter((outage) => outage.stream === 'service')).toMatchObject([
    { startedAtMs: 7992, endedAtMs: 8702, missedWrites: 70 },
    { startedAtMs: 8702, endedAtMs: 9422, missedWrites: 71 },
  ]);
});

test('outages at the ends of the load: from its start, and open to its end', () => {
  const start = plantDrill({ outage: { ...none, service: [0, 1500] } });
  expect(outagesOf(start)).toMatchObject([
    { startedAtMs: loadFromMs, endedAtMs: 1502, open: false, missedWrites: 50 },
  ]);
  const end = plantDrill({ outage: { ...none, service: [18_000, loadToMs + 1] } });
  expect(outagesOf(end)).toMatchObject([
    { startedAtMs: 17_992, endedAtMs: loadToMs, open: true, missedWrites: 201 },
  ]);
  const last = plantDrill({ outage: { ...none, service: [18_000, loadToMs - 10] }, latencyMs: 10 });
  expect(outagesOf(last)).toMatchObject([{ startedAtMs: 18_000, endedAtMs: loadToMs, open: false }]);
  const nothing = plantDrill({ outage: { service: [0, loadToMs + 1], application: [0, loadToMs + 1] } });
  expect(outagesOf(nothing)).toMatchObject([
    { stream: 'service', startedAtMs: loadFromMs, endedAtMs: loadToMs, open: true },
    { stream: 'application', startedAtMs: loadFromMs, endedAtMs: loadToMs, open: true },
  ]);
});

test('a harness that stalls makes no outage; one that is refused while it lags does', () => {
  const stall = (outcome: 'ok' | 'fail') =>
    withOperations(plantDrill({ outage: none }), (operations) =>
      operations.map((one) => {
        if (one.stream !== 'service' || one.scheduledAtMs < 8000 || one.scheduledAtMs >= 8500) return one;
        if (outcome === 'ok') return { ...one, startedAtMs: 8500, endedAtMs: 8502 + one.sequence / 1e6 };
        return { ...one, startedAtMs: one.scheduledAtMs + 30, endedAtMs: one.scheduledAtMs + 32, outcome };
      }),
    );
  expect(outagesOf(stall('ok'))).toEqual([]);
  expect(outagesOf(stall('fail'))).toMatchObject([{ startedAtMs: 7992, endedAtMs: 8502 }]);
});
