import { describe, expect, test } from 'vitest';
import { calibrate, joined } from '../../../src/calibrate/calibrate.ts';
import { calibrationSchema } from '../../../src/calibrate/schema.ts';
import { renderCalibration, renderCalibrationMarkdown } from '../../../src/calibrate/text.ts';
import { exitOf, parseLengths, whole } from '../../../src/cli/calibrate.ts';
import type { DrillRecord } from '../../../src/history/record.ts';
import { calibrationScenarios } from '../../../src/scenario/calibration.ts';
import { type KnownOutage, recordKnown, selfSamplesOf } from '../../support/known-outage.ts';
import { scenarioOf } from '../../support/parts.ts';

const plan: KnownOutage = {
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

/** A drill with one blackout, whose watcher saw it to half a millisecond, `offMs` later at its end than it was. */
function blackedOut({ offMs = 0, known = plan, how = 'reject' } = {}): DrillRecord {
  const record = recordKnown(known);
  const scenario = scenarioOf({
    method: [{ fault: 'blackout', target: 'primary', with: { how } }],
    objectives: {},
  });
  const toMs = known.upMs + offMs;
  const watched = {
    lengthMs: 1000,
    darkFromMs: [known.downMs - 0.5, known.downMs + 0.5],
    darkToMs: [toMs - 0.5, toMs + 0.5],
  };
  return {
    ...record,
    manifest: { ...record.manifest, scenario },
    events: record.events.map((event) =>
      event.type === 'fault-in-force'
        ? { ...event, data: { ...event.data, fault: 'blackout', known: watched } }
        : event,
    ),
  };
}

describe('a blackout whose truth is known', () => {
  const found = calibrate(blackedOut());
  const [one] = found.blackouts;

  test('is compared to the microsecond', () => {
    expect(one).toMatchObject({
      how: 'reject',
      lengthMs: 1000,
      truthMs: 999,
      truthErrorMs: 1,
      harness: null,
      again: null,
    });
    // The writes due at 8000 and 9010 were acknowledged, each started within the millisecond.
    expect(one?.outage?.errorMs).toBeCloseTo((one?.outage?.measuredMs ?? 0) - 999, 6);
    expect(one?.outage?.measuredMs).toBeGreaterThan(1009);
    expect(one?.outage?.measuredMs).toBeLessThan(1011);
    expect(one?.rto?.measuredMs).toBeGreaterThan(1012);
    expect(one?.rto?.measuredMs).toBeLessThan(1014);
    expect(found).toMatchObject({
      unproved: 0,
      inconclusive: 0,
      missed: { outage: 0, rto: 0 },
      kernelOffMs: 1,
    });
    expect(exitOf(found)).toBe('pass');
    expect(calibrationSchema.parse(found)).toEqual(found);
  });

  test('a truth that is further away than is stated is outside, for each measure', () => {
    const stated = Math.max(one?.outage?.statedMs ?? 0, one?.rto?.statedMs ?? 0);
    const off = calibrate(blackedOut({ offMs: stated + 15 }));
    expect(
      off.errors.filter(({ how }) => how === 'all').map(({ measure, outside }) => [measure, outside]),
    ).toEqual([
      ['outage', 1],
      ['rto', 1],
    ]);
    expect(exitOf(off)).toBe('fail');
  });

  test('the error has a sign: what is measured too short is below zero', () => {
    expect(calibrate(blackedOut({ offMs: 50 })).blackouts[0]?.outage?.errorMs).toBeLessThan(-35);
    expect(calibrate(blackedOut({ offMs: -50 })).blackouts[0]?.outage?.errorMs).toBeGreaterThan(55);
  });

  test('of which nothing was measured is missed, and proves nothing', () => {
    const unseen = calibrate(blackedOut({ known: { ...plan, upMs: plan.downMs + 30 } }));
    expect(unseen).toMatchObject({ errors: [], missed: { outage: 1, rto: 1 } });
    expect(exitOf(unseen)).toBe('inconclusive');
  });

  test('in which the harness stood still is left out, and proves nothing', () => {
    const still = calibrate({ ...blackedOut(), harness: selfSamplesOf([[8100, 8900]]) });
    expect(still).toMatchObject({
      errors: [],
      inconclusive: 1,
      blackouts: [{ harness: expect.any(String) }],
    });
    expect(exitOf(still)).toBe('inconclusive');
  });

  test('after which the harness stood still, in a span that its RTO waited for, is left out', () => {
    const stalls = [[11_005, 11_400]] as const;
    const record = blackedOut({ known: { ...plan, latencyMs: [8, 14], stalls } });
    expect(calibrate(record)).toMatchObject({ inconclusive: 0, blackouts: [{ harness: null }] });
    const told = calibrate({ ...record, harness: selfSamplesOf(stalls) });
    expect(told).toMatchObject({ errors: [], inconclusive: 1, again: 0 });
  });

  test('after which writes were out again before they were stable is no truth of its RTO, and one of its outage', () => {
    const out = (fromMs: number) =>
      calibrate(blackedOut({ known: { ...plan, latencyMs: [8, 14], stalls: [[fromMs, fromMs + 400]] } }));
    const again = out(11_005);
    expect(again).toMatchObject({ again: 1, inconclusive: 0, missed: { outage: 0, rto: 0 } });
    expect(again.blackouts[0]?.again).toMatch(
      /^writes were out again for 4\d\d ms, (1\.99|2\.0\d) s after it$/,
    );
    expect([...new Set(again.errors.map(({ measure }) => measure))]).toEqual(['outage']);
    expect(again.errors.every(({ outside }) => outside === 0)).toBe(true);
    expect(renderCalibration(again)).toContain(
      'left out of the RTO, whose truth they are not: 1 blackout; writes',
    );
    // Later than the stable window, it is nothing of this blackout.
    expect(out(12_100)).toMatchObject({ again: 0, blackouts: [{ rto: expect.anything(), again: null }] });
  });

  test('of several drills, all are in one table', () => {
    const [near, far] = [calibrate(blackedOut()), calibrate(blackedOut({ offMs: 400 }))];
    const both = joined([near, far]);
    expect(both?.runs).toHaveLength(2);
    expect(both?.errors.filter(({ how }) => how === 'all')).toMatchObject([
      { measure: 'outage', count: 2, outside: 1 },
      { measure: 'rto', count: 2, outside: 1 },
    ]);
    expect(joined([near])).toEqual(near);
    expect(joined([])).toBeUndefined();
  });

  test('that is not told is of unknown truth', () => {
    const record = blackedOut();
    const events = record.events.filter(({ type }) => type !== 'fault-in-force');
    expect(calibrate({ ...record, events })).toMatchObject({ blackouts: [], unproved: 1, kernelOffMs: null });
    expect(exitOf(calibrate({ ...record, events }))).toBe('inconclusive');
  });

  test('is a line of the table, for people and for Markdown', () => {
    const text = renderCalibration(found);
    expect(text).toMatch(/^semisync: measured minus truth, over 1 blackout\n/);
    expect(text).toMatch(/service outage +refused \(REJECT\) +1\.00 s +1 +\+1[01]\.\d ms/);
    expect(text).toContain('the truth is known to 1.0 ms at worst; the kernel kept its word to 1.0 ms');
    expect(renderCalibrationMarkdown(found)).toContain('| measure | blackout | length |');
  });
});

describe('what is asked for', () => {
  const only = async (wanted: Parameters<typeof calibrationScenarios>[0]) => {
    const [drill, ...others] = await calibrationScenarios(wanted);
    if (!drill || others.length > 0) throw new Error(`expected one drill, found ${others.length + 1}`);
    return drill;
  };

  test('on a topology with a proxy it is the proxy, else the primary; each length once silent and once refused', async () => {
    const { scenario } = await only({ topology: 'semisync', lengthsMs: [200, 1000], repeat: 3 });
    expect(scenario.method).toHaveLength(12);
    expect(new Set(scenario.method.map(({ target }) => target))).toEqual(new Set(['proxy']));
    expect(scenario.method.slice(0, 2).map((step) => step.with)).toEqual([
      { length: '200ms', how: 'drop', from: 'load' },
      { length: '200ms', how: 'reject', from: 'load' },
    ]);
    const alone = await only({ topology: 'standalone', lengthsMs: [200], repeat: 1 });
    expect(alone.scenario.method.map(({ target }) => target)).toEqual(['primary', 'primary']);
  });

  test('what is tried where nothing is said are several drills, of all that was asked for', async () => {
    const drills = await calibrationScenarios({ topology: 'standalone', ...whole });
    const steps = drills.flatMap(({ scenario }) => scenario.method);
    expect(drills.every(({ scenario }) => scenario.method.length <= 24)).toBe(true);
    for (const lengthMs of whole.lengthsMs) {
      for (const how of ['drop', 'reject']) {
        const own = steps.filter((step) => step.with.length === `${lengthMs}ms` && step.with.how === how);
        expect(own).toHaveLength(whole.repeat);
      }
    }
  });

  test('no blackout begins before the one before it was over for three seconds', async () => {
    const { scenario } = await only({ topology: 'standalone', lengthsMs: [200, 20_000], repeat: 2 });
    scenario.method.slice(1).forEach((step, index) => {
      const before = scenario.method[index];
      const overMs =
        (before?.at ?? 0) + (before?.phase ?? 0) + Number.parseInt(String(before?.with.length), 10);
      expect(step.at - overMs).toBeGreaterThanOrEqual(3000);
    });
  });

  test('lengths are durations within bounds', () => {
    expect(parseLengths('200ms, 1s,20s')).toEqual([200, 1000, 20_000]);
    for (const wrong of ['', '5', '1s,', '100ms', '2m', 'soon'])
      expect(() => parseLengths(wrong)).toThrow(/--lengths .*: expected durations from 200ms to 60s/);
  });
});
