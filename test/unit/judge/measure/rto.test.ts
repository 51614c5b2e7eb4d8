import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outagesOf } from '../../../../src/judge/measure/outages.ts';
import { rtosOf, worstRto } from '../../../../src/judge/measure/rto.ts';
import { rtoMeasurements, writeOutageMeasurement } from '../../../../src/judge/measure/rto-measurements.ts';
import { withOperations } from '../../../support/change-record.ts';
import { eventOf } from '../../../support/parts.ts';
import { killOfPrimary, plantDrill } from '../../../support/planted-drill.ts';

const never = [0, 0] as const;
const { zeroMs, loadToMs } = killOfPrimary;
const fail = { outcome: 'fail' as const, error: 'ER_OPTION_PREVENTS_STATEMENT' };
type Drill = ReturnType<typeof plantDrill>;

/** Makes the service writes fail that are due in a span. */
function failing(record: Drill, fromMs: number, toMs: number, share = 1): Drill {
  return withOperations(record, (operations) =>
    operations.map((one) => {
      const hit = one.stream === 'service' && one.scheduledAtMs >= fromMs && one.scheduledAtMs < toMs;
      return hit && one.sequence % 10 < share * 10 ? { ...one, ...fail } : one;
    }),
  );
}

test('from time zero to the first acknowledged write', () => {
  const record = plantDrill();
  expect(rtosOf(record, 'service')).toMatchObject([{ valueMs: 1422, atLeast: false, backAtMs: 9422 }]);
  expect(rtosOf(record, 'application')).toMatchObject([{ valueMs: 2002, atLeast: false }]);
  expect(rtoMeasurements(record, 'service')).toEqual([
    {
      name: 'rto-service',
      title: 'RTO (service)',
      value: 1422,
      unit: 'ms',
      atLeast: false,
      resolution: 14,
      how: 'time zero to the first acknowledged write of a stable window; resolution 14 ms (time zero 2 ms, first acknowledgement 12 ms)',
    },
  ]);
});

test('never shorter than what is left of an outage that overlaps time zero', () => {
  const spans = fc.array(
    fc.tuple(fc.integer({ min: 6000, max: 14_000 }), fc.integer({ min: 0, max: 3000 })),
    {
      maxLength: 4,
    },
  );
  fc.assert(
    fc.property(spans, fc.integer({ min: 7000, max: 12_000 }), (planted, faultAtMs) => {
      const calm = plantDrill({ zeroMs: faultAtMs, outage: { service: never, application: never } });
      const record = planted.reduce(
        (drill, [fromMs, lengthMs]) => failing(drill, fromMs, fromMs + lengthMs),
        calm,
      );
      const [rto] = rtosOf(record, 'service');
      for (const outage of outagesOf(record)) {
        const overlaps = outage.startedAtMs <= faultAtMs && outage.endedAtMs > faultAtMs;
        if (overlaps) expect(faultAtMs + (rto?.valueMs ?? -1)).toBeGreaterThanOrEqual(outage.endedAtMs);
      }
    }),
    { numRuns: 60 },
  );
});

test('writes that come back for less than a stable window and fail again extend it', () => {
  const record = failing(plantDrill(), 12_400, 13_200);
  expect(rtosOf(record, 'service')).toMatchObject([{ valueMs: 13_202 - zeroMs, atLeast: false }]);
});

test('writes that were stable and fail again are an absence of their own: the longest is the RTO', () => {
  const shorter = failing(plantDrill(), 13_500, 14_200);
  expect(rtosOf(shorter, 'service')).toMatchObject([{ valueMs: 1422, fromMs: zeroMs }]);
  const longer = failing(plantDrill({ recoveryMs: 19_000 }), 13_500, 15_500);
  expect(rtosOf(longer, 'service')).toMatchObject([{ valueMs: 15_502 - 13_492, fromMs: 13_492 }]);
  expect(rtoMeasurements(longer, 'service')[0]?.how).toContain('writes were stable at first');
});

test('an outage that recovery causes is in no RTO, but in the sum and told', () => {
  const record = failing(plantDrill(), 16_000, 16_500);
  expect(rtosOf(record, 'service')).toMatchObject([{ valueMs: 1422 }]);
  const sum = writeOutageMeasurement(record, 'service');
  expect(sum.value).toBe(1422 + 510);
  expect(sum.how).toContain('1 of them began during the recovery and are in no RTO');
});

test('an outage of the fault that recovery ends counts whole', () => {
  const record = plantDrill({ outage: { service: [8000, 15_800], application: never } });
  expect(rtosOf(record, 'service')).toMatchObject([{ valueMs: 7802, atLeast: false }]);
});

test('the window is stable from 95 % of acknowledged writes on', () => {
  const withErrors = (failed: number) =>
    withOperations(plantDrill(), (operations) =>
      operations.map((one) => {
        const order = (one.scheduledAtMs - 9420) / 10;
        const hit =
          one.stream === 'service' && order >= 0 && order < 300 && order % 10 === 5 && order / 10 < failed;
        return hit ? { ...one, ...fail } : one;
      }),
    );
  // 300 writes are due in the 3 s after the acknowledgement at 9422; 15 are 5 %.
  expect(rtosOf(withErrors(15), 'service')).toMatchObject([{ valueMs: 1422 }]);
  const [worse] = rtosOf(withErrors(16), 'service');
  expect(worse?.valueMs).toBeGreaterThan(1422);
});

test('at least, when half of the writes fail to the end of load', () => {
  const record = failing(plantDrill(), 8000, loadToMs + 1, 0.5);
  expect(rtosOf(record, 'service')).toMatchObject([
    { valueMs: loadToMs - zeroMs, atLeast: true, backAtMs: null },
  ]);
});

test('at least, when the outage is open or the stable window is cut off by the end of load', () => {
  const open = plantDrill({ outage: { service: [8000, loadToMs + 1], application: never } });
  expect(rtosOf(open, 'service')).toMatchObject([{ valueMs: 12_000, atLeast: true, backAtMs: null }]);
  const late = plantDrill({ recoveryMs: 30_000, outage: { service: [8000, 17_500], application: never } });
  expect(rtosOf(late, 'service')).toMatchObject([{ valueMs: 9502, atLeast: true, backAtMs: null }]);
  const intime = plantDrill({ recoveryMs: 30_000, outage: { service: [8000, 16_998], application: never } });
  expect(rtosOf(intime, 'service')).toMatchObject([{ valueMs: 9002, atLeast: true }]);
  const just = plantDrill({ recoveryMs: 30_000, outage: { service: [8000, 16_990], application: never } });
  expect(rtosOf(just, 'service')).toMatchObject([{ valueMs: 8992, atLeast: false }]);
});

test('an acknowledgement of a write that was invoked before time zero cannot end it', () => {
  const record = withOperations(plantDrill(), (operations) =>
    operations.map((one) =>
      one.stream === 'service' && one.scheduledAtMs === 7990 ? { ...one, endedAtMs: 9421 } : one,
    ),
  );
  expect(outagesOf(record)).toMatchObject([{ endedAtMs: 9421 }, { stream: 'application' }]);
  expect(rtosOf(record, 'service')).toMatchObject([{ valueMs: 1422 }]);
});

test('without an outage, the first write after time zero, and a text that says so', () => {
  const record = plantDrill({ outage: { service: never, application: never } });
  const [measured] = rtoMeasurements(record, 'service');
  expect(measured?.value).toBe(2);
  expect(measured?.how).toMatch(/^no write outage: /);
});

test('several faults: each has its RTO, the headline is the worst', () => {
  const one = plantDrill();
  const second = { step: 1, fault: 'kill', targets: ['db2'] };
  const two = failing(
    {
      ...one,
      events: [
        ...one.events,
        eventOf(11_990, 'fault-injecting', { data: second }),
        eventOf(12_000, 'fault-in-force', { data: { ...second, evidence: 'gone' } }),
      ].sort((a, b) => a.atMs - b.atMs),
    },
    12_000,
    14_500,
  );
  expect(rtosOf(two, 'service').map((rto) => rto.valueMs)).toEqual([1422, 2502]);
  expect(worstRto(rtosOf(two, 'service'))?.fault.step).toBe(1);
  expect(rtoMeasurements(two, 'service').map(({ name, value }) => [name, value])).toEqual([
    ['rto-service', 2502],
    ['rto-service-step-0', 1422],
    ['rto-service-step-1', 2502],
  ]);
});

test('not measured, when no fault has a time zero or the stream has no writes', () => {
  const unproved = {
    ...plantDrill(),
    events: plantDrill().events.filter((event) => event.type !== 'fault-in-force'),
  };
  expect(rtoMeasurements(unproved, 'service')).toMatchObject([
    { value: null, how: 'not measured: no fault has a time zero' },
  ]);
  const silent = withOperations(plantDrill(), (operations) =>
    operations.filter((one) => one.stream === 'service'),
  );
  expect(rtoMeasurements(silent, 'application')).toMatchObject([
    { value: null, how: 'not measured: the application stream has no writes' },
  ]);
});
