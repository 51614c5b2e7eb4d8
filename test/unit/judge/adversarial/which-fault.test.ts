/** Issue 11, B and D: an outage is put down to what made it, and none that users saw goes untold. */
import { describe, expect, test } from 'vitest';
import type { DrillRecord } from '../../../../src/history/record.ts';
import { rtosOf } from '../../../../src/judge/measure/rto.ts';
import {
  changeEvents,
  down,
  judged,
  measured,
  stalled,
  withEvents,
  withFittingRows,
  without,
  withScenario,
} from '../../../support/adversary.ts';
import { eventOf, operationsOf } from '../../../support/parts.ts';
import { plantDrill } from '../../../support/planted-drill.ts';

const calm = { service: [0, 0], application: [0, 0] } as const;
/** Time zero is at 8 s; what happens to writes is planted by each test. */
const quiet = plantDrill({ outage: calm });
const values = (record: DrillRecord) => rtosOf(record, 'service').map(({ valueMs }) => valueMs);

/** The same drill with more kills, each proved at its time zero. */
function kills(record: DrillRecord, ...zerosMs: readonly number[]): DrillRecord {
  const method = [8000, ...zerosMs].map(() => ({ fault: 'kill' as const, target: 'primary' as const }));
  const events = zerosMs.flatMap((zeroMs, index) => {
    const data = { step: index + 1, fault: 'kill', targets: ['db2'] };
    return [
      eventOf(zeroMs - 5, 'fault-injecting', { data }),
      eventOf(zeroMs + 5, 'fault-in-force', { data: { ...data, effectAtMs: zeroMs } }),
    ];
  });
  return withEvents(withScenario(record, { method }), ...events);
}

const effectAt = (record: DrillRecord, ms: number) =>
  changeEvents(record, (event) =>
    event.type === 'fault-in-force'
      ? { ...event, atMs: Math.max(event.atMs, ms), data: { ...event.data, effectAtMs: ms } }
      : event,
  );

describe('an outage that no measure has in full', () => {
  test('began before the time zero that is told too late: told with how long before it began', () => {
    const out = down(quiet, 'both', 8000, 16_000);
    const late = effectAt(out, 15_900);
    expect(values(late)).toEqual([102]);
    expect(judged(late).verdict).toBe('fail');
    expect(judged(late).told).toContain(
      '8.01 s (service, in the phase method, 7.91 s before the kill of db1)',
    );
  });

  test('was under way when the fault struck, and objectives of the sum or the share do not hide it', () => {
    const out = down(quiet, 'both', 7200, 10_000);
    for (const objectives of [
      { 'write-outage-service': '<= 5s', 'write-outage-application': '<= 5s' },
      { 'availability-service': '>= 10%', 'availability-application': '>= 10%' },
      { 'rto-service': '<= 5s' },
    ]) {
      const { verdict, told } = judged(withScenario(out, { objectives }));
      expect([verdict, told]).toEqual([
        'inconclusive',
        expect.stringContaining('808 ms before the kill of db1'),
      ]);
    }
  });

  test('a pause of the last acknowledgement before the fault is the fault’s own', () => {
    const sums = { 'write-outage-service': '<= 5s', 'write-outage-application': '<= 5s' } as const;
    for (const pauseMs of [0, 30, 90, 240]) {
      const record = down(quiet, 'both', 8000 - pauseMs, 9000 + pauseMs);
      for (const one of [record, withScenario(record, { objectives: sums })]) {
        expect(judged(one)).toMatchObject({ verdict: 'pass', told: expect.not.stringContaining('covers') });
      }
    }
  });
});

describe('several faults', () => {
  test('a harmless one in the middle of an outage has the rest of it, the one that made it has all', () => {
    const record = kills(down(quiet, 'both', 8000, 11_000), 10_500);
    expect(values(record)).toEqual([3002, 502]);
    expect(judged(record).told).toContain(
      'writes were back 3.00 s after the kill of db1, the worst of 2 faults',
    );
  });

  test('two faults in one instant have the same outage, whichever is told first', () => {
    expect(values(kills(down(quiet, 'both', 8000, 11_000), 8000))).toEqual([3002, 3002]);
  });

  test('a second outage, of a fault that had passed well, is neither the first fault’s nor nobody’s', () => {
    const record = kills(down(down(quiet, 'both', 8000, 9000), 'both', 13_000, 19_500), 13_000);
    expect(values(record)).toEqual([1002, 6502]);
    expect(judged(record).verdict).toBe('fail');
  });

  test('an outage of a fault that was not proved is no pass of the others', () => {
    const record = changeEvents(kills(down(quiet, 'both', 13_000, 16_000), 13_000), (event) =>
      event.type === 'fault-in-force' && event.data?.step === 1
        ? { ...event, type: 'fault-unproved' }
        : event,
    );
    expect(judged(record).verdict).toBe('inconclusive');
  });

  test('a fault whose outage may hide in a standstill of the harness leaves the worst of all unknown', () => {
    const record = stalled(kills(down(quiet, 'both', 8000, 9000), 12_000), 12_100, 16_800);
    expect(measured(record, 'rto-service-step-1').resolution).toBeGreaterThan(3900);
    const judgedBy = (target: string) =>
      judged(withScenario(record, { method, objectives: { 'rto-service': target } }));
    const method = [0, 1].map(() => ({ fault: 'kill' as const, target: 'primary' as const }));
    expect(judgedBy('<= 3s').told).toContain('RTO (service) of step 1, kill of db2: ');
    expect(judgedBy('<= 500ms').verdict).toBe('fail');
  });
});

describe('time in which nobody looked', () => {
  const hole = (record: DrillRecord, fromMs: number, toMs: number) =>
    without(record, ({ scheduledAtMs: dueMs }) => dueMs >= fromMs && dueMs < toMs);

  test('load that stops in the middle and goes on is no time without an outage', () => {
    const record = hole(quiet, 8100, 14_000);
    const { verdict, told } = judged(record);
    expect(verdict).toBe('inconclusive');
    expect(told).toContain('no service write was started from 8.09 s to 14.00 s');
  });

  test('nor is load that stood still in one stream', () => {
    const record = without(
      quiet,
      ({ stream, scheduledAtMs: dueMs }) => stream === 'application' && dueMs >= 16_000 && dueMs < 18_000,
    );
    expect(judged(record)).toMatchObject({
      verdict: 'inconclusive',
      told: expect.stringContaining('no application write was started from 15.99 s to 18.00 s'),
    });
  });

  test('a harness that started nothing for two seconds saw no users out, and none in', () => {
    const record = stalled(quiet, 16_000, 18_000);
    expect(judged(record).verdict).toBe('inconclusive');
  });

  test('a standstill in the middle of an outage that is told hides nothing', () => {
    const out = operationsOf(down(quiet, 'both', 8000, 11_000).operations);
    const record = withFittingRows(
      quiet,
      out.map((one) =>
        one.scheduledAtMs >= 8500 && one.scheduledAtMs < 10_500
          ? { ...one, startedAtMs: 10_500, endedAtMs: 10_502 + one.scheduledAtMs / 1e7 }
          : one,
      ),
    );
    expect(judged(record)).toMatchObject({ verdict: 'pass', told: expect.stringContaining('3.00 s') });
  });

  test('a standstill of less than a second hides nothing that would decide', () => {
    expect(judged(hole(quiet, 16_000, 16_900)).verdict).toBe('pass');
  });

  test('slow load has long pauses by nature', () => {
    const slow = plantDrill({
      outage: calm,
      loadToMs: 60_000,
      redundantMs: 62_000,
      recoveryMs: 50_000,
      periodMs: { service: 1900, application: 500 },
    });
    expect(judged(slow).told).not.toContain('was started from');
  });
});

describe('outages in odd places', () => {
  const objectives = { 'rto-service': '<= 2s', 'rto-application': '<= 2s' };
  const covered = withScenario(quiet, { objectives });

  test.each<[string, DrillRecord, string]>([
    ['between the baseline and the fault', down(covered, 'service', 7100, 7700), 'inconclusive|pass'],
    [
      'from the recovery to the end of the load',
      down(covered, 'service', 18_000, 30_000),
      'inconclusive|fail',
    ],
    [
      'of the application alone, after the fault was over',
      down(covered, 'application', 12_000, 14_500),
      'fail',
    ],
    ['in the last second before the load ends', down(covered, 'both', 19_500, 30_000), 'inconclusive|fail'],
    [
      'made of writes that hung and were acknowledged late',
      down(covered, 'service', 16_000, 19_000, { acknowledgedAtMs: 19_000 }),
      'fail',
    ],
    ['made of unknown outcomes', down(covered, 'service', 16_000, 18_500, 'info'), 'fail'],
  ])('%s', (_, record, expected) => {
    const { verdict, told } = judged(record);
    expect(expected.split('|')).toContain(verdict);
    expect(told).toMatch(/users were out|no objective covers|at least|RTO \(application\) is 2.50 s/);
  });
});
