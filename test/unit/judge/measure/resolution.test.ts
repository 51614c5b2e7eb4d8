import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outagesOf } from '../../../../src/judge/measure/outages.ts';
import { endOf, outageErrorMs, startOf } from '../../../../src/judge/measure/resolution.ts';
import { rtoMeasurements, writeOutageMeasurement } from '../../../../src/judge/measure/rto-measurements.ts';
import { withOperations } from '../../../support/change-record.ts';
import { type KnownOutage, recordKnown, selfSamplesOf, streamOf } from '../../../support/known-outage.ts';

const plain: KnownOutage = {
  how: 'refused',
  downMs: 8004,
  upMs: 9003,
  zeroBeforeMs: 4,
  doneAfterMs: 2,
  periodMs: 10,
  phaseMs: 0,
  latencyMs: [2, 2],
  stalls: [],
  seed: 1,
};

/** Digits behind the microsecond come from subtracting. */
const rounding = 0.001;

const known: fc.Arbitrary<KnownOutage> = fc
  .record({
    how: fc.constantFrom('refused' as const, 'silent' as const, 'hangs' as const),
    downMs: fc.double({ min: 8000, max: 8100, noNaN: true }),
    lengthMs: fc.double({ min: 1, max: 2500, noNaN: true }),
    zeroBeforeMs: fc.double({ min: 0, max: 60, noNaN: true }),
    doneAfterMs: fc.double({ min: 0, max: 400, noNaN: true }),
    periodMs: fc.integer({ min: 5, max: 25 }),
    phaseMs: fc.double({ min: 0, max: 25, noNaN: true }),
    leastMs: fc.double({ min: 0.5, max: 10, noNaN: true }),
    spreadMs: fc.double({ min: 0, max: 60, noNaN: true }),
    stalls: fc.array(
      fc.tuple(
        // Around the beginning, around the end (as a share of the length), anywhere near.
        fc.constantFrom(0, 1),
        fc.double({ min: -300, max: 300, noNaN: true }),
        fc.double({ min: 1, max: 300, noNaN: true }),
      ),
      { maxLength: 2 },
    ),
    seed: fc.nat(),
  })
  .map(({ lengthMs, leastMs, spreadMs, stalls, ...rest }) => ({
    ...rest,
    upMs: rest.downMs + lengthMs,
    latencyMs: [leastMs, leastMs + spreadMs] as const,
    stalls: stalls
      .map(([edge, offsetMs, forMs]): [number, number] => {
        const fromMs = rest.downMs + edge * lengthMs + offsetMs;
        return [fromMs, fromMs + forMs];
      })
      .sort((a, b) => a[0] - b[0]),
  }));

describe('no measured time is further from the truth than it says', () => {
  test('the length of an outage, and the brackets of its beginning and its end', () => {
    fc.assert(
      fc.property(known, (plan) => {
        const record = recordKnown(plan);
        const own = outagesOf(record).filter(
          (one) => one.startedAtMs < plan.upMs && one.endedAtMs > plan.downMs,
        );
        for (const outage of own) {
          const start = startOf(record, outage);
          const end = endOf(record, outage);
          expect(start.fromMs).toBeLessThanOrEqual(plan.downMs + rounding);
          expect(start.toMs).toBeGreaterThanOrEqual(plan.downMs - rounding);
          expect(end.fromMs).toBeLessThanOrEqual(plan.upMs + rounding);
          expect(end.toMs).toBeGreaterThanOrEqual(plan.upMs - rounding);
          const off = outage.endedAtMs - outage.startedAtMs - (plan.upMs - plan.downMs);
          expect(Math.abs(off)).toBeLessThanOrEqual(outageErrorMs(record, outage) + rounding);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('an answer from before the outage that is noticed in it does not prove that it is over', () => {
    // Found by the property of this file: the thread of the load stood still across the beginning.
    const plan: KnownOutage = {
      ...plain,
      downMs: 8000,
      upMs: 8150,
      zeroBeforeMs: 0,
      doneAfterMs: 0,
      latencyMs: [0.5, 9.893],
      stalls: [[7997.087, 8083.068]],
      seed: 4,
    };
    const record = recordKnown(plan);
    const [outage] = outagesOf(record);
    if (!outage) throw new Error('no outage was found');
    expect(outage.endedAtMs).toBe(8083.068);
    expect(endOf(record, outage).toMs).toBeGreaterThanOrEqual(plan.upMs);
    const off = outage.endedAtMs - outage.startedAtMs - 150;
    expect(Math.abs(off)).toBeLessThanOrEqual(outageErrorMs(record, outage));
  });

  test('a write whose deadline passed while the harness stood still does not prove that the outage had begun', () => {
    // Found by the property of this file: the answer lay in the socket when the timer went off.
    const plan: KnownOutage = {
      ...plain,
      downMs: 8000,
      upMs: 8001,
      zeroBeforeMs: 0,
      doneAfterMs: 0,
      periodMs: 5,
      latencyMs: [0.5, 0.5],
      stalls: [[7915.721486568917, 8165.2214865689175]],
      seed: 1_075_925_142,
    };
    const record = recordKnown(plan);
    const [outage] = outagesOf(record);
    if (!outage) throw new Error('no outage was found');
    expect(outage.startedAtMs).toBeLessThan(7916);
    expect(startOf(record, outage).toMs).toBeGreaterThanOrEqual(plan.downMs);
    expect(endOf(record, outage).fromMs).toBeLessThanOrEqual(plan.upMs);
    expect(outageErrorMs(record, outage)).toBeGreaterThanOrEqual(outage.endedAtMs - outage.startedAtMs - 1);
  });

  test('nor that it was not over yet', () => {
    const plan: KnownOutage = { ...plain, upMs: 8206, stalls: [[8211, 8475]] };
    const record = recordKnown(plan);
    const [outage] = outagesOf(record);
    if (!outage) throw new Error('no outage was found');
    // The probe of 8210 was answered in the standstill, and given up when that ended.
    expect(outage.endedAtMs).toBeGreaterThan(8475);
    expect(endOf(record, outage).fromMs).toBeLessThanOrEqual(plan.upMs);
  });

  test('the sum of outages, and the RTO, also where the harness stands still until long after', () => {
    const later = fc.array(
      fc.tuple(fc.double({ min: 0, max: 3200, noNaN: true }), fc.double({ min: 60, max: 900, noNaN: true })),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(known, later, (near, gaps) => {
        const stalls = gaps.map(([afterMs, forMs]): [number, number] => [
          near.upMs + afterMs,
          near.upMs + afterMs + forMs,
        ]);
        const plan = { ...near, stalls: [...near.stalls, ...stalls].sort((a, b) => a[0] - b[0]) };
        const record = { ...recordKnown(plan), harness: selfSamplesOf(plan.stalls) };
        const truthMs = plan.upMs - plan.downMs;
        const [rto] = rtoMeasurements(record, streamOf(plan));
        const sum = writeOutageMeasurement(record, streamOf(plan));
        for (const { value, resolution } of [rto, sum].filter((one) => one !== undefined))
          expect(Math.abs((value ?? Number.NaN) - truthMs)).toBeLessThanOrEqual((resolution ?? 0) + rounding);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a sum of outages has the sum of their errors', () => {
  const twice = (record: ReturnType<typeof recordKnown>) =>
    withOperations(record, (operations) =>
      operations.map((one) =>
        one.stream === 'service' && one.scheduledAtMs >= 11_000 && one.scheduledAtMs < 12_000
          ? { ...one, outcome: 'fail' as const, error: 'connect: ECONNREFUSED' }
          : one,
      ),
    );

  test('one of 999 ms, whose writes are 10 ms apart and take 2 ms', () => {
    const record = recordKnown(plain);
    const [outage] = outagesOf(record);
    // The last acknowledgement came at 8002.x, the first write that was refused 10 ms after it was due at 8010.
    expect(outage && outageErrorMs(record, outage)).toBeGreaterThan(12);
    expect(outage && outageErrorMs(record, outage)).toBeLessThan(25);
  });

  test('two: as much as both, or what hides in a gap that is not told, if that is more', () => {
    const record = twice(recordKnown({ ...plain, periodMs: 3 }));
    const own = outagesOf(record);
    const sum = own.reduce((ms, outage) => ms + outageErrorMs(record, outage), 0);
    expect(own).toHaveLength(2);
    expect(sum).toBeGreaterThan(Math.max(...own.map((outage) => outageErrorMs(record, outage))));
    const { resolution } = writeOutageMeasurement(record, 'service');
    expect(resolution).toBeGreaterThanOrEqual(sum);
  });
});

describe('where the harness stood still', () => {
  test('after an outage of 1 ms for 45 ms, its RTO is of an outage made by the harness, and says so', () => {
    const stalls = [[8010.66, 8055.99]] as const;
    const record = recordKnown({
      ...plain,
      downMs: 8000,
      upMs: 8001,
      zeroBeforeMs: 0,
      periodMs: 5,
      stalls,
      seed: 5,
    });
    const [rto] = rtoMeasurements(record, 'service');
    expect((rto?.value ?? 0) - 1).toBeLessThanOrEqual(rto?.resolution ?? 0);
  });

  test('2 s after an outage, so long that its own probes ran out: the RTO may have ended before that, and says so', () => {
    const stalls = [[11_005, 11_400]] as const;
    const record = {
      ...recordKnown({ ...plain, latencyMs: [8, 14], stalls }),
      harness: selfSamplesOf(stalls),
    };
    const [rto] = rtoMeasurements(record, 'service');
    expect(rto?.value).toBeGreaterThan(3000);
    expect((rto?.value ?? 0) - 999).toBeLessThanOrEqual(rto?.resolution ?? 0);
    // The outage itself is sure: it is not in doubt to its beginning.
    expect(rto?.resolution).toBeLessThan(2500);
  });

  test('across the end of an outage, the bound is as wide as that', () => {
    const record = recordKnown(plain);
    const [outage] = outagesOf(record);
    if (!outage) throw new Error('no outage was found');
    const before = outageErrorMs(record, outage);
    const across = { ...record, harness: selfSamplesOf([[8700, 9005]]) };
    expect(outageErrorMs(across, outage)).toBeGreaterThan(before + 280);
    expect(rtoMeasurements(across, 'service')[0]?.resolution).toBeGreaterThan(300);
  });

  test('within it, not at its ends, nothing is wider', () => {
    const record = recordKnown(plain);
    const [outage] = outagesOf(record);
    if (!outage) throw new Error('no outage was found');
    const within = { ...record, harness: selfSamplesOf([[8400, 8600]]) };
    expect(outageErrorMs(within, outage)).toBe(outageErrorMs(record, outage));
  });
});
