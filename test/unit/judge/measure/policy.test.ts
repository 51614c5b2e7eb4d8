import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordedPolicy } from '../../../../src/history/policy.ts';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { judge } from '../../../../src/judge/measure/judge.ts';
import { notJudged } from '../../../../src/judge/measure/not-judged.ts';
import { worstOutcome } from '../../../../src/judge/measure/policy.ts';
import { type ClassOutcome, classOutcomes } from '../../../../src/judge/measure/types.ts';
import { withOperations } from '../../../support/change-record.ts';
import { eventOf, scenarioOf } from '../../../support/parts.ts';
import { killOfPrimary, plantDrill } from '../../../support/planted-drill.ts';

const secondZeroMs = 12_000;

/** A drill with the kill of a process and, 4 s later, of a host; what each kept the service out for is planted (ms). */
function twoFaults(policy: RecordedPolicy, outMs: { process: number; host: number }): DrillRecord {
  const calm = plantDrill({
    outage: { service: [8000, 8000 + outMs.process], application: [8000, 8000 + outMs.process] },
    periodMs: { service: 20, application: 20 },
    sampleEveryMs: 1000,
  });
  const both = withOperations(calm, (operations) =>
    operations.map((one) => {
      const isOut = one.scheduledAtMs >= secondZeroMs && one.scheduledAtMs < secondZeroMs + outMs.host;
      return isOut ? { ...one, outcome: 'fail' as const, error: 'connect: ECONNREFUSED' } : one;
    }),
  );
  const step = { step: 1, fault: 'kill', targets: ['db2'] };
  const events = [
    ...both.events,
    eventOf(secondZeroMs - 20, 'fault-injecting', { data: step }),
    eventOf(secondZeroMs + 15, 'fault-in-force', {
      data: { ...step, evidence: 'pid 25 is gone', effectAtMs: secondZeroMs },
    }),
  ].toSorted((a, b) => a.atMs - b.atMs);
  return underPolicy({ ...both, events }, policy);
}

function underPolicy(record: DrillRecord, policy: RecordedPolicy): DrillRecord {
  const kill = { fault: 'kill' as const, target: 'primary' as const };
  const scenario = scenarioOf({
    method: policy.disruptions.map((_, index) => ({ ...kill, at: `${1 + 4 * index}s` })),
    objectives: Object.fromEntries(policy.targets.map(({ measure, target }) => [measure, target])),
  });
  return { ...record, manifest: { ...record.manifest, scenario, policy } };
}

const policyOf = (
  disruptions: readonly string[],
  targets: readonly (readonly [disruption: string, measure: string, target: string])[],
): RecordedPolicy => ({
  disruptions: [...disruptions],
  classes: [...new Set(targets.map(([disruption]) => disruption))],
  targets: targets.map(([disruption, measure, target]) => ({
    disruption,
    measure,
    target,
    origin: 'ha-drill.config.yml:3',
  })),
});

const outcomes = (record: DrillRecord) =>
  Object.fromEntries(judge(record).classes.map(({ disruption, outcome }) => [disruption, outcome]));

describe('a class of disruption', () => {
  const targets = [
    ['process', 'rto-service', '<= 2s'],
    ['host', 'rto-service', '<= 1s'],
  ] as const;

  test('is held to its own target, by its own faults', () => {
    const policy = policyOf(['process', 'host'], targets);
    const result = judge(twoFaults(policy, { process: 1500, host: 500 }));
    expect(result.classes.map(({ disruption, outcome }) => [disruption, outcome])).toEqual([
      ['process', 'met'],
      ['host', 'met'],
    ]);
    expect(result.objectives.slice(0, 2)).toMatchObject([
      { title: 'RTO (service), class process', target: '<= 2s', actual: '1.50 s', disruption: 'process' },
      { title: 'RTO (service), class host', target: '<= 1s', actual: '502 ms', disruption: 'host' },
    ]);
    const worse = twoFaults(policy, { process: 500, host: 1500 });
    expect(outcomes(worse)).toEqual({ process: 'met', host: 'breached' });
    expect(judge(worse).verdict).toBe('fail');
  });

  test('is not measured where none of its faults was proved, whatever else is right', () => {
    const policy = policyOf(['process', 'host'], [...targets, ['host', 'rpo-rows', '<= 0']]);
    const whole = twoFaults(policy, { process: 500, host: 0 });
    const events = whole.events.filter(({ type, data }) => !(type === 'fault-in-force' && data?.step === 1));
    const { classes, verdict } = judge({ ...whole, events });
    expect(classes.find(({ disruption }) => disruption === 'host')).toMatchObject({
      outcome: 'not-measured',
      objectives: [{ actual: 'not measured' }, { actual: 'not measured' }],
    });
    expect(verdict).toBe('inconclusive');
  });

  test('is not measured where it has no target, and in a drill that proves nothing', () => {
    expect(outcomes(twoFaults(policyOf(['process', 'site'], targets), { process: 500, host: 500 }))).toEqual({
      process: 'met',
      site: 'not-measured',
    });
    const whole = twoFaults(policyOf(['process', 'host'], targets), { process: 500, host: 500 });
    const broken = { ...whole, manifest: { ...whole.manifest, lifecycle: 'interrupted' as const } };
    expect(outcomes(broken)).toEqual({ process: 'not-measured', host: 'not-measured' });
    const { classes } = notJudged(whole, 'planted');
    expect(classes.map(({ outcome }) => outcome)).toEqual(['not-measured', 'not-measured']);
  });

  test('is held to the own target of the scenario where it has one, and says where it stands', () => {
    const policy = policyOf(['process', 'host'], []);
    const record = twoFaults(policy, { process: 500, host: 1500 });
    const scenario = { ...record.manifest.scenario, objectives: { 'rto-service': '<= 1s' } };
    const origins = { 'rto-service': 'drills/two.yml:9' };
    const own = { ...record, manifest: { ...record.manifest, scenario, origins } };
    expect(outcomes(own)).toEqual({ process: 'met', host: 'breached' });
    const { classes, objectives } = judge(own);
    expect(classes[0]?.objectives[0]?.origin).toBe('drills/two.yml:9');
    expect(objectives[0]).toMatchObject({ origin: 'drills/two.yml:9', verdict: 'fail' });
    expect(objectives[0]?.disruption).toBeUndefined();
  });

  test('answers for what is measured of the whole drill, and a bound meets no target', () => {
    const policy = policyOf(
      ['process', 'host'],
      [
        ['process', 'time-to-redundancy', '<= 5s'],
        ['host', 'time-to-redundancy', '<= 1m'],
      ],
    );
    const record = twoFaults(policy, { process: 500, host: 500 });
    const { classes } = judge(record);
    expect(classes.map(({ objectives }) => objectives[0]?.actual)).toEqual(
      Array(2).fill(expect.stringContaining('at least')),
    );
    expect(outcomes(record)).toEqual({ process: 'breached', host: 'not-measured' });
  });

  test('there is none without a policy', () => {
    expect(judge(plantDrill()).classes).toEqual([]);
  });
});

test('an RTO is met by as much as it is measured to, to the millisecond, whatever the other class did', () => {
  const ms = fc.integer({ min: 0, max: 1500 });
  const near = fc.integer({ min: -40, max: 40 });
  fc.assert(
    fc.property(ms, ms, near, near, (process, host, nearProcess, nearHost) => {
      const measured = { process: rtoOf(process, 8000), host: rtoOf(host, secondZeroMs) };
      const target = {
        process: Math.max(1, Math.round(measured.process + nearProcess)),
        host: Math.max(1, Math.round(measured.host + nearHost)),
      };
      const record = twoFaults(
        policyOf(
          ['process', 'host'],
          [
            ['process', 'rto-service', `<= ${target.process}ms`],
            ['host', 'rto-service', `<= ${target.host}ms`],
          ],
        ),
        { process, host },
      );
      const { classes, measurements } = judge(record);
      for (const [index, name] of (['process', 'host'] as const).entries()) {
        const own = measurements.find((one) => one.name === `rto-service-step-${index}`);
        expect(own?.value).toBe(measured[name]);
        const margin = target[name] - measured[name];
        const sure = Math.abs(margin) >= (own?.resolution ?? Number.NaN);
        const expected = sure ? (margin >= 0 ? 'met' : 'breached') : 'not-measured';
        expect([name, classes[index]?.outcome]).toEqual([name, expected]);
      }
    }),
    { numRuns: 25 },
  );
});

/** Writes are due every 20 ms from the start of the load on, and take 2 ms. */
function rtoOf(outMs: number, zeroMs: number): number {
  const { loadFromMs, latencyMs } = killOfPrimary;
  const firstDueMs = Math.ceil((zeroMs + outMs - loadFromMs) / 20) * 20 + loadFromMs;
  return firstDueMs - zeroMs + latencyMs;
}

test('of several outcomes one that is breached decides, and nothing that is not measured is ever met', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<ClassOutcome>(...classOutcomes)), (all) => {
      const worst = worstOutcome(all);
      expect(worst === 'breached').toBe(all.includes('breached'));
      expect(worst === 'met').toBe(all.length > 0 && all.every((one) => one === 'met'));
      expect(worstOutcome(all.toReversed())).toBe(worst);
    }),
  );
});
