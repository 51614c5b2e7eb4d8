import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrillRecord, Operation } from '../../../../src/history/record.ts';
import { rtosOf, worstRto } from '../../../../src/judge/measure/rto.ts';
import { rtoMeasurements } from '../../../../src/judge/measure/rto-measurements.ts';
import { emptyRecord, eventOf, manifestOf, scenarioOf, tableOf } from '../../../support/parts.ts';

const periodMs = 10;
const latencyMs = 2;
const loadMs = 60_000;
/** One period until a write is due, and its latency. */
const boundMs = periodMs + latencyMs;

type PlantedFault = { readonly zeroMs: number; readonly outageMs: number; readonly step?: object };
type Life = {
  readonly faults: readonly PlantedFault[];
  readonly recoveryMs?: number;
  readonly outages?: readonly (readonly [number, number])[];
  readonly events?: DrillRecord['events'];
  readonly scenario?: Parameters<typeof scenarioOf>[0];
};

/** A drill in which every write fails that is due in an outage: those of the faults, and others. */
function lifeOf({
  faults,
  recoveryMs = 55_000,
  outages = [],
  events = [],
  scenario = {},
}: Life): DrillRecord {
  const down = [...outages, ...faults.map(({ zeroMs, outageMs }) => [zeroMs, zeroMs + outageMs] as const)];
  const operations = Array.from({ length: loadMs / periodMs + 1 }, (_, index): Operation => {
    const dueMs = index * periodMs;
    const failed = down.some(([fromMs, toMs]) => dueMs >= fromMs && dueMs < toMs);
    return {
      stream: 'service',
      writer: 0,
      sequence: index + 1,
      value: index,
      scheduledAtMs: dueMs,
      startedAtMs: dueMs,
      endedAtMs: dueMs + latencyMs,
      outcome: failed ? 'fail' : 'ok',
      error: failed ? 'connect: ECONNREFUSED' : null,
    };
  });
  const planted = faults.flatMap(({ zeroMs }, step) => {
    const data = { step, fault: 'kill', targets: [`db${step + 1}`], effectAtMs: zeroMs };
    return [eventOf(zeroMs - 1, 'fault-injecting', { data }), eventOf(zeroMs, 'fault-in-force', { data })];
  });
  const phases = [
    eventOf(6000, 'steady-state', { data: { held: true } }),
    eventOf(recoveryMs, 'phase-started', { data: { phase: 'recovery' } }),
  ];
  return emptyRecord({
    manifest: manifestOf({ scenario: scenarioOf(scenario) }),
    operations: tableOf(operations),
    events: [...phases, ...planted, ...events].sort((a, b) => a.atMs - b.atMs),
  });
}

const valuesOf = (record: DrillRecord) => rtosOf(record, 'service').map(({ valueMs }) => valueMs);

test('three faults: a harmless one within an outage, and a third after writes were back', () => {
  const record = lifeOf({
    faults: [
      { zeroMs: 10_000, outageMs: 2500 },
      { zeroMs: 11_000, outageMs: 0 },
      { zeroMs: 15_000, outageMs: 5000 },
    ],
  });
  expect(valuesOf(record)).toEqual([2502, 1502, 5002]);
});

test('a pause of the last acknowledgement before a fault, too short for an outage, is no outage of the fault before', () => {
  for (const pauseMs of [39, 150, 240]) {
    const zeroMs = 20_000;
    const record = lifeOf({
      faults: [
        { zeroMs: 10_000, outageMs: 0 },
        { zeroMs, outageMs: 11_500 },
      ],
      outages: [[zeroMs - pauseMs, zeroMs]],
    });
    expect(valuesOf(record)).toEqual([2, 11_502]);
  }
});

test('an outage that began well before a fault stays with the one before it; the later one has the rest', () => {
  const record = lifeOf({
    faults: [
      { zeroMs: 10_000, outageMs: 0 },
      { zeroMs: 20_000, outageMs: 3000 },
    ],
    outages: [[19_000, 20_000]],
  });
  expect(rtosOf(record, 'service')).toMatchObject([
    { valueMs: 23_002 - 18_992, fromMs: 18_992 },
    { valueMs: 3002 },
  ]);
});

test('truth back up to one period and one latency, for any number of faults at any distance', () => {
  const planted = fc
    .array(
      fc.record({
        afterMs: fc.integer({ min: 2 * boundMs, max: 9000 }),
        outageMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 7000 })),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((gaps) => {
      let zeroMs = 7000;
      return gaps.map(({ afterMs, outageMs }) => {
        zeroMs += afterMs;
        return { zeroMs, outageMs };
      });
    })
    .filter((faults) => faults.every(({ zeroMs, outageMs }) => zeroMs + outageMs < 54_000))
    // Where an outage ends just as the next fault strikes, no write shows that it ended.
    .filter((faults) =>
      faults.every(({ zeroMs, outageMs }) =>
        faults.every((other) => Math.abs(other.zeroMs - (zeroMs + outageMs)) > 2 * boundMs || outageMs === 0),
      ),
    );
  fc.assert(
    fc.property(planted, (faults) => {
      const rtos = rtosOf(lifeOf({ faults }), 'service');
      for (const [index, { zeroMs }] of faults.entries()) {
        const truthMs = outOf(faults, zeroMs) - zeroMs;
        const measured = rtos[index];
        expect(measured?.atLeast).toBe(false);
        expect(measured?.valueMs).toBeGreaterThanOrEqual(truthMs);
        expect(measured?.valueMs).toBeLessThanOrEqual(truthMs + boundMs);
      }
    }),
    { numRuns: 150 },
  );
});

/** Until when writes fail without a break from an instant on: outages that overlap are one. */
function outOf(faults: readonly PlantedFault[], fromMs: number): number {
  let toMs = fromMs;
  for (let grown = true; grown; ) {
    const next = Math.max(
      toMs,
      ...faults
        .filter(({ zeroMs, outageMs }) => zeroMs <= toMs && zeroMs + outageMs > toMs)
        .map(({ zeroMs, outageMs }) => zeroMs + outageMs),
    );
    grown = next > toMs;
    toMs = next;
  }
  return toMs;
}

test('an outage of the recovery is in no RTO', () => {
  const record = lifeOf({
    faults: [{ zeroMs: 10_000, outageMs: 1000 }],
    recoveryMs: 20_000,
    outages: [[21_000, 26_000]],
  });
  expect(valuesOf(record)).toEqual([1002]);
});

describe('whose recovery it was', () => {
  const fault = { zeroMs: 10_000, outageMs: 9500 };
  const step = { step: 0, turn: 0 };
  const healing = (atMs: number, by: 'for' | 'recovery') =>
    eventOf(atMs, 'fault-healing', { data: { ...step, by } });

  test('at least until the harness began to heal, when writes were not back before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_001, max: 30_000 }), (atMs) => {
        const record = lifeOf({ faults: [fault], recoveryMs: atMs, events: [healing(atMs, 'recovery')] });
        const [rto] = rtosOf(record, 'service');
        const byItself = atMs >= 19_502;
        expect(rto).toMatchObject({ valueMs: byItself ? 9502 : atMs - 10_000, atLeast: !byItself });
        expect(rto?.act === null).toBe(byItself);
      }),
      { numRuns: 60 },
    );
  });

  test('the text says what the harness did, and when writes came back', () => {
    const record = lifeOf({
      faults: [fault],
      recoveryMs: 19_000,
      events: [healing(19_000, 'recovery')],
    });
    expect(rtoMeasurements(record, 'service')[0]).toMatchObject({
      value: 9000,
      atLeast: true,
      how: expect.stringContaining(
        'the cluster did not end it by itself: after 9.00 s the harness healed the kill of db1, and writes came back 502 ms later',
      ),
    });
  });

  test('starting again and a step of the operator count as well', () => {
    for (const data of [{ action: 'start' }, { action: 'operator' }, { action: 'reclone' }]) {
      const act = eventOf(19_300, 'recovery-step', { node: 'db1', data });
      const record = lifeOf({ faults: [fault], recoveryMs: 19_000, events: [act] });
      expect(rtosOf(record, 'service')).toMatchObject([{ valueMs: 9300, atLeast: true }]);
    }
  });

  test('not where the scenario waits for it: by the `for` of a step, by `waitsFor`, or for a restore', () => {
    const scenario = { method: [{ fault: 'kill' as const, target: 'primary' as const, for: '9s' }] };
    const own = lifeOf({ faults: [fault], events: [healing(19_000, 'for')], scenario });
    expect(rtosOf(own, 'service')).toMatchObject([{ valueMs: 9502, atLeast: false, act: null }]);
    const events = [
      eventOf(19_000, 'recovery-step', { node: 'db1', data: { action: 'start', by: 'recovery' } }),
    ];
    const waits = (scenario: Life['scenario']) =>
      rtosOf(lifeOf({ faults: [fault], recoveryMs: 18_000, events, scenario: scenario ?? {} }), 'service')[0];
    expect(waits({ waitsFor: ['restart'] })).toMatchObject({ valueMs: 9502, atLeast: false });
    expect(waits({ waitsFor: ['heal', 'operator'] })).toMatchObject({ valueMs: 9000, atLeast: true });
    expect(waits({ backup: {}, recovery: { restore: {} } })).toMatchObject({ atLeast: false });
  });

  test('a record that knows only when a healing was over takes that instant', () => {
    const healed = eventOf(19_400, 'fault-healed', { data: step });
    const record = lifeOf({ faults: [fault], recoveryMs: 19_000, events: [healed] });
    expect(rtosOf(record, 'service')).toMatchObject([{ valueMs: 9400, atLeast: true }]);
  });

  test('an act before the fault, or after writes were back, changes nothing', () => {
    const events = [healing(9999, 'recovery'), healing(19_503, 'recovery')];
    const record = lifeOf({ faults: [fault], events });
    expect(worstRto(rtosOf(record, 'service'))).toMatchObject({ valueMs: 9502, atLeast: false });
  });
});
