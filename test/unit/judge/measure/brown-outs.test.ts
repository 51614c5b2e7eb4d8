import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrillRecord, Operation } from '../../../../src/history/record.ts';
import type { Stream } from '../../../../src/history/schema.ts';
import { brownOutsOf } from '../../../../src/judge/measure/brown-outs.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { decidingBrownOut, judgeBrownOut } from '../../../../src/judge/measure/judge-brown-outs.ts';
import type { ScenarioDocument } from '../../../../src/scenario/schema.ts';
import { withOperations } from '../../../support/change-record.ts';
import { manifestOf, scenarioOf } from '../../../support/parts.ts';
import { killOfPrimary, plantDrill } from '../../../support/planted-drill.ts';

const { periodMs } = killOfPrimary;

type Objectives = ScenarioDocument['objectives'];
type Span = { readonly stream: Stream; readonly fromMs: number; readonly toMs: number };

const rto = { 'rto-service': '<= 4s', 'rto-application': '<= 5s' } as const;
/** Writes are back at 10 s, and the load ends at 20 s; 200 application writes and 100 probes are due a second. */
const toTheEnd: Span = { stream: 'application', fromMs: 10_500, toMs: 20_000 };

/** A drill in which every `each`th write of a stream also fails that is due in a span. */
function drillOf(
  { stream, fromMs, toMs }: Span,
  each: number,
  objectives: Objectives = rto,
  how: Partial<Operation> = { outcome: 'fail', error: 'ER_OPTION_PREVENTS_STATEMENT' },
): DrillRecord {
  const planted = withOperations(plantDrill(), (operations) =>
    operations.map((one) =>
      one.stream === stream &&
      one.scheduledAtMs >= fromMs &&
      one.scheduledAtMs < toMs &&
      Math.round(one.scheduledAtMs / periodMs[stream]) % each === 0
        ? { ...one, ...how }
        : one,
    ),
  );
  return {
    ...planted,
    manifest: manifestOf({ scenario: scenarioOf({ objectives, checks: ['single-writable-primary'] }) }),
  };
}

describe('a pool that keeps one connection of twenty-five to a server that refuses writes', () => {
  test('fails where some users are out for longer than the target of the RTO, and the first sentence tells it', () => {
    const record = drillOf(toTheEnd, 25);
    const result = judge(record);
    expect(result.verdict).toBe('fail');
    expect(result.sentence).toMatch(
      /^Fail: \d+ of 1,?\d+ application writes failed within 9\.\d+ s, to the end of the load \(in the phase method, after the kill of db1\)/,
    );
    expect(result.reasons.join()).toContain(
      'some users were out for longer than the target of the RTO (4.00 s)',
    );
    // The RTO itself is what its definition says: at least 95 % of the writes were acknowledged.
    expect(result.objectives.find(({ measure }) => measure === 'rto-application')?.verdict).toBe('pass');
  });

  test('is inconclusive where it ended sooner, passes in a drill without it', () => {
    const shorter = judge(drillOf({ ...toTheEnd, toMs: 14_000 }, 25));
    expect(shorter.verdict).toBe('inconclusive');
    expect(shorter.reasons.join()).toContain('availability-application does');
    expect(judge(drillOf(toTheEnd, 1e9)).verdict).toBe('pass');
  });

  test('is judged by the availability of its stream alone, where the scenario has a target for it', () => {
    expect(judgeBrownOut(drillOf(toTheEnd, 25, { ...rto, 'availability-application': '>= 50%' }))).toBeNull();
    expect(judgeBrownOut(drillOf(toTheEnd, 25, { ...rto, 'availability-service': '>= 50%' }))?.verdict).toBe(
      'fail',
    );
  });
});

test('the span is found to the distance of its failures, whatever share above the limit fails', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10_200, max: 14_000 }),
      fc.integer({ min: 4000, max: 5500 }),
      fc.integer({ min: 21, max: 80 }),
      (fromMs, lengthMs, each) => {
        const span = { stream: 'application', fromMs, toMs: fromMs + lengthMs } as const;
        const record = drillOf(span, each);
        const [found, ...others] = brownOutsOf(record);
        expect(others).toEqual([]);
        const apartMs = each * periodMs.application;
        expect(found?.startedAtMs).toBeGreaterThanOrEqual(fromMs);
        expect(found?.startedAtMs).toBeLessThanOrEqual(fromMs + apartMs);
        expect(found?.endedAtMs).toBeLessThan(span.toMs);
        expect(found?.endedAtMs).toBeGreaterThanOrEqual(span.toMs - apartMs);
        const failed = Array.from(record.operations.outcome).filter((_, row) => {
          const dueMs = record.operations.scheduledAtMs.at(row);
          return record.operations.outcome[row] === 1 && dueMs >= fromMs && dueMs < span.toMs;
        });
        expect(found?.failed).toBe(failed.length);
      },
    ),
    { numRuns: 40 },
  );
});

describe('at its bounds', () => {
  const writes = (dueMs: readonly number[], limit?: number): DrillRecord => {
    const due = new Set(dueMs);
    const planted = withOperations(plantDrill(), (operations) =>
      operations.map((one) =>
        one.stream === 'service' && due.has(one.scheduledAtMs)
          ? { ...one, outcome: 'fail', error: 'ER_OPTION_PREVENTS_STATEMENT' }
          : one,
      ),
    );
    const baseline = limit === undefined ? {} : { baseline: { maxErrors: limit } };
    return { ...planted, manifest: manifestOf({ scenario: scenarioOf({ objectives: rto, ...baseline }) }) };
  };
  const every = (stepMs: number, fromMs: number, toMs: number): number[] =>
    Array.from({ length: Math.floor((toMs - fromMs) / stepMs) + 1 }, (_, index) => fromMs + index * stepMs);

  test('3 s from the first failure to the last are one, 2.99 s are none', () => {
    expect(brownOutsOf(writes(every(250, 12_000, 15_000)))).toMatchObject([
      { startedAtMs: 12_000, endedAtMs: 15_000, failed: 13, due: 301, open: false },
    ]);
    expect(brownOutsOf(writes([...every(250, 12_000, 14_750), 14_990]))).toEqual([]);
  });

  test('a second without a failure parts it, and a share that the steady state allows is none', () => {
    const parted = [...every(250, 11_000, 13_000), ...every(250, 14_010, 16_000)];
    expect(brownOutsOf(writes(parted))).toEqual([]);
    expect(brownOutsOf(writes([...parted, 13_500]))).toHaveLength(1);
    // Of the 100 probes of each second four fail.
    expect(brownOutsOf(writes(every(250, 11_000, 16_000), 0.04))).toEqual([]);
    expect(brownOutsOf(writes(every(250, 11_000, 16_000), 0.039))).toHaveLength(1);
  });

  test('what lies in an outage, in an RTO or in the baseline is measured there', () => {
    expect(brownOutsOf(writes(every(10, 12_000, 17_000)))).toEqual([]);
    expect(brownOutsOf(writes(every(250, 8000, 9400)))).toEqual([]);
    expect(brownOutsOf(writes(every(250, 2000, 6500)))).toEqual([]);
    // The recovery begins at 15 s: what is out after it is in no RTO.
    expect(brownOutsOf(writes(every(10, 15_500, 19_000)))).toEqual([]);
  });

  test('a write that was due before an outage and failed in it is of the outage', () => {
    // Nothing is acknowledged from 16 s to 17 s; before, every fourth write is on its way for a second.
    const record = withOperations(plantDrill(), (operations) =>
      operations
        .map((one) => {
          if (one.stream !== 'application') return one;
          const { scheduledAtMs: dueMs } = one;
          const failed = { outcome: 'fail', error: 'ECONNRESET' } as const;
          if (dueMs >= 16_000 && dueMs < 17_000) return { ...one, ...failed };
          const hangs = dueMs >= 12_500 && dueMs < 16_000 && dueMs % 20 === 0;
          return hangs ? { ...one, ...failed, endedAtMs: 16_500 } : one;
        })
        .toSorted((a, b) => a.endedAtMs - b.endedAtMs),
    );
    expect(brownOutsOf(record)).toEqual([]);
  });

  test('of several the longest comes first', () => {
    const several = [...every(250, 10_000, 13_000), ...every(250, 14_500, 18_500)];
    expect(brownOutsOf(writes(several)).map(({ startedAtMs }) => startedAtMs)).toEqual([14_500, 10_000]);
    const reversed = [...every(250, 10_000, 14_500), ...every(250, 16_000, 19_000)];
    expect(brownOutsOf(writes(reversed)).map(({ startedAtMs }) => startedAtMs)).toEqual([10_000, 16_000]);
  });

  test('one that decides is asked about a standstill of the harness, and not a longer one that is covered', () => {
    const objectives = { 'rto-service': '<= 7s' } as const;
    const covered = every(250, 10_000, 14_500);
    const beyond = every(250, 16_000, 19_500);
    const planted = writes([...covered, ...beyond]);
    const { manifest } = planted;
    const record = { ...planted, manifest: { ...manifest, scenario: { ...manifest.scenario, objectives } } };
    expect(decidingBrownOut(record)).toMatchObject({ startedAtMs: 16_000, endedAtMs: 19_500 });
    expect(brownOutsOf(record)[0]).toMatchObject({ startedAtMs: 10_000 });
  });

  test('as long as the target of the RTO, but not over within it, it is inconclusive; longer, it fails', () => {
    const judged = (toMs: number) => judgeBrownOut(writes(every(250, 11_000, toMs)))?.verdict;
    expect(judged(15_000)).toBe('inconclusive');
    expect(judged(15_250)).toBe('fail');
  });

  test('one that lasts to the end of the load is never over within a target', () => {
    const record = drillOf(toTheEnd, 25, { 'rto-service': '<= 60s', 'rto-application': '<= 60s' });
    expect(judgeBrownOut(record)?.verdict).toBe('inconclusive');
  });
});

describe('writes that are acknowledged late', () => {
  /** Application writes that are due in a span and take so much longer, in a drill whose baseline allows 1 %. */
  const slow = (fromMs: number, toMs: number, byMs: number, objectives: Objectives = rto): DrillRecord => {
    const planted = withOperations(plantDrill(), (operations) =>
      operations
        .map((one) =>
          one.stream === 'application' && one.scheduledAtMs >= fromMs && one.scheduledAtMs < toMs
            ? { ...one, endedAtMs: one.endedAtMs + byMs }
            : one,
        )
        .toSorted((a, b) => a.endedAtMs - b.endedAtMs),
    );
    const scenario = scenarioOf({ objectives, checks: ['single-writable-primary'] });
    return { ...planted, manifest: manifestOf({ scenario }) };
  };

  test('later than a second, each of them: no outage is seen, and yet it is no pass', () => {
    // Every 20 ms one is in time, so that acknowledgements never pause.
    const record = withOperations(slow(11_000, 15_500, 999), (operations) =>
      operations
        .map((one) =>
          one.stream === 'application' &&
          one.endedAtMs - one.scheduledAtMs > 500 &&
          one.scheduledAtMs % 20 !== 0
            ? { ...one, endedAtMs: one.endedAtMs + 2000 }
            : one,
        )
        .toSorted((a, b) => a.endedAtMs - b.endedAtMs),
    );
    const result = judge(record);
    // The first second without an acknowledgement is an outage, and told as one.
    expect(result.outages.filter(({ startedAtMs }) => startedAtMs > 11_000)).toEqual([]);
    // Longer than the target of the RTO or not: slow is not out.
    const { manifest } = record;
    const scenario = { ...manifest.scenario, objectives: { 'rto-service': '<= 2s' } };
    expect(judgeBrownOut({ ...record, manifest: { ...manifest, scenario } })?.verdict).toBe('inconclusive');
    expect(result.verdict).toBe('inconclusive');
    expect(result.sentence).toContain('699 of 699 application writes took longer than 1.00 s within 3.49 s');
  });

  test('by one millisecond: 1,000 ms after they were due is in time, 1,001 is not', () => {
    const steady = (byMs: number) =>
      withOperations(slow(12_000, 16_000, 0), (operations) =>
        operations
          .map((one) =>
            one.stream === 'application' && one.scheduledAtMs >= 12_000 && one.scheduledAtMs % 50 === 0
              ? { ...one, endedAtMs: one.scheduledAtMs + byMs }
              : one,
          )
          .toSorted((a, b) => a.endedAtMs - b.endedAtMs),
      );
    expect(brownOutsOf(steady(1000))).toEqual([]);
    expect(brownOutsOf(steady(1001))).toMatchObject([{ stream: 'application', failed: 0 }]);
    // A scenario may call slower writes steady.
    const allowing = (byMs: number, maxLatency: number) => {
      const record = steady(byMs);
      const scenario = {
        ...record.manifest.scenario,
        baseline: { duration: 5000, maxErrors: 0.01, maxLatency },
      };
      return { ...record, manifest: { ...record.manifest, scenario } };
    };
    expect(brownOutsOf(allowing(2000, 2000))).toEqual([]);
    expect(brownOutsOf(allowing(2001, 2000))).toHaveLength(1);
  });

  test('over within the target of the RTO after the fault they are told, and decide nothing', () => {
    const partly = { stream: 'application', fromMs: 10_500, toMs: 14_000 } as const;
    const within = (target: string) =>
      judge(drillOf(partly, 25, { 'rto-service': '<= 4s', 'rto-application': target }));
    // The last that failed was due 5.875 s after the kill at 8 s.
    expect(within('<= 5874ms')).toMatchObject({ verdict: 'inconclusive' });
    expect(within('<= 5875ms')).toMatchObject({
      verdict: 'pass',
      sentence: expect.stringMatching(/application writes failed within 3.\d+ s \(in the phase method/),
    });
  });
});

describe('what no user was refused', () => {
  const span = { stream: 'service', fromMs: 11_000, toMs: 19_000 } as const;

  test('a probe without an answer in its deadline, or unsent, counts not; a refusal does', () => {
    const late = withOperations(drillOf(span, 10), (operations) =>
      operations.map((one) =>
        one.outcome === 'fail' && one.stream === 'service' && one.scheduledAtMs >= 11_000
          ? { ...one, endedAtMs: one.startedAtMs + 250, error: 'no answer within 250 ms' }
          : one,
      ),
    );
    expect(brownOutsOf(late)).toEqual([]);
    expect(
      brownOutsOf(drillOf(span, 10, rto, { outcome: 'fail', error: 'connect: 40 probes in flight' })),
    ).toEqual([]);
    expect(brownOutsOf(drillOf(span, 10))).toHaveLength(1);
  });

  test('a probe that a busy harness noticed late was no refusal', () => {
    const noticed = withOperations(plantDrill(), (operations) =>
      operations
        .map((one) =>
          one.stream === 'service' && one.scheduledAtMs >= 11_000 && one.scheduledAtMs % 100 === 0
            ? { ...one, startedAtMs: one.scheduledAtMs + 1100, endedAtMs: one.scheduledAtMs + 1102 }
            : one,
        )
        .toSorted((a, b) => a.endedAtMs - b.endedAtMs),
    );
    expect(brownOutsOf(noticed)).toEqual([]);
  });

  test('writes that were in flight when the load ended say nothing', () => {
    const hanging = { outcome: 'info', error: 'not ended when the load stopped', endedAtMs: 20_000 } as const;
    expect(brownOutsOf(drillOf(toTheEnd, 25, rto, hanging))).toEqual([]);
  });
});
