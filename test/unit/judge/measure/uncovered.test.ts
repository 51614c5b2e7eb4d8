import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import type { Stream } from '../../../../src/history/schema.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { judgeUncovered, uncoveredOutages } from '../../../../src/judge/measure/uncovered.ts';
import type { ScenarioDocument } from '../../../../src/scenario/schema.ts';
import { withOperations } from '../../../support/change-record.ts';
import { eventOf, manifestOf, scenarioOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

type Objectives = ScenarioDocument['objectives'];

/** A drill with these objectives in which the writes of a stream also fail that are due in a span. */
function drillOf(objectives: Objectives, stream: Stream, fromMs: number, toMs: number): DrillRecord {
  const planted = withOperations(plantDrill(), (operations) =>
    operations.map((one) =>
      one.stream === stream && one.scheduledAtMs >= fromMs && one.scheduledAtMs < toMs
        ? { ...one, outcome: 'info', error: 'ETIMEDOUT' }
        : one,
    ),
  );
  return { ...planted, manifest: manifestOf({ scenario: scenarioOf({ objectives }) }) };
}

const both = { 'rto-service': '<= 2s', 'rto-application': '<= 3s' } as const;

test('none, where all outages lie in the RTO of a fault', () => {
  expect(uncoveredOutages(drillOf(both, 'service', 0, 0))).toEqual([]);
});

test('an outage of the recovery fails above the target of the RTO, and is inconclusive below it', () => {
  const longer = judge(drillOf(both, 'service', 16_000, 18_500));
  expect(longer.verdict).toBe('fail');
  expect(longer.sentence).toContain(
    'Fail: the longest write outage that no objective covers was 2.51 s (service, in the phase recovery, after the recovery began)',
  );
  const shorter = judge(drillOf(both, 'service', 16_000, 17_000));
  expect(shorter.verdict).toBe('inconclusive');
  expect(shorter.reasons.join()).toContain('write-outage-service does');
});

test('any outage after the baseline of more than a hiccup is found, to the millisecond', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 15_300, max: 17_000 }),
      fc.integer({ min: 1, max: 150 }),
      (fromMs, periods) => {
        const lengthMs = periods * 10;
        const found = uncoveredOutages(drillOf(both, 'service', fromMs, fromMs + lengthMs));
        // The acknowledgements around it are one period further apart.
        const gapMs = lengthMs + 10;
        expect(found.length).toBe(gapMs > 250 ? 1 : 0);
        if (found[0]) expect(found[0].endedAtMs - found[0].startedAtMs).toBeCloseTo(gapMs, 6);
      },
    ),
    { numRuns: 60 },
  );
});

test('the objective of the sum, or of the availability, covers it in its stream only', () => {
  const sum = { ...both, 'write-outage-service': '<= 9s' } as const;
  expect(uncoveredOutages(drillOf(sum, 'service', 16_000, 18_000))).toEqual([]);
  expect(uncoveredOutages(drillOf(sum, 'application', 16_000, 18_000))).toHaveLength(1);
  const share = { ...both, 'availability-application': '>= 50%' } as const;
  expect(uncoveredOutages(drillOf(share, 'application', 16_000, 18_000))).toEqual([]);
});

test('an application that is out for longer than the service may be is told', () => {
  const service = { 'rto-service': '<= 3s' } as const;
  expect(uncoveredOutages(drillOf(service, 'application', 0, 0))).toEqual([]);
  const [longest] = uncoveredOutages(drillOf(service, 'application', 8000, 13_000));
  expect(longest).toMatchObject({ stream: 'application', phase: 'method', after: 'after the kill of db1' });
});

test('one of the load before the first fault is told, one of the baseline is not', () => {
  expect(uncoveredOutages(drillOf(both, 'service', 3000, 4000))).toEqual([]);
  const record = drillOf(both, 'service', 6500, 7300);
  expect(uncoveredOutages(record)).toMatchObject([{ stream: 'service', phase: 'baseline' }]);
});

test('the time to restore covers what is out until then', () => {
  const restoring = { ...both, 'time-to-restore': '<= 60s' } as const;
  const at = (restoredMs: number): DrillRecord => {
    const record = drillOf(restoring, 'service', 16_000, 18_000);
    return { ...record, events: [...record.events, eventOf(restoredMs, 'data-restored')] };
  };
  expect(uncoveredOutages(at(18_000))).toEqual([]);
  expect(uncoveredOutages(at(15_900))).toHaveLength(1);
});

test('nothing is covered where the load was not steady, and nothing is blamed', () => {
  const record = drillOf(both, 'service', 16_000, 18_500);
  const unsteady = {
    ...record,
    events: record.events.map((event) =>
      event.type === 'steady-state'
        ? { ...event, text: 'not steady: 9 failed', data: { held: false } }
        : event,
    ),
  };
  expect(judgeUncovered(unsteady)?.verdict).toBe('fail');
  const judged = judge(unsteady);
  expect(judged.verdict).toBe('inconclusive');
  expect(judged.sentence).toMatch(/^Inconclusive: the load was not steady before the fault/);
});
