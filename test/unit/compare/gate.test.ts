import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { defaultLimits, judgeGate } from '../../../src/compare/gate.ts';
import { runsForGate } from '../../../src/compare/gate-findings.ts';
import { gateSchema } from '../../../src/compare/gate-schema.ts';
import type { Comparison } from '../../../src/compare/schema.ts';
import { type Planted, plantRun, plantRuns } from './plant-runs.ts';

type Rtos = (number | null)[];

const gate = (before: Rtos, now: Rtos, was: Planted = {}, is: Planted = {}) =>
  judgeGate(
    compareRuns(plantRuns(before, { rpo: 0, ...was })),
    compareRuns(plantRuns(now, { rpo: 0, ...is })),
  );

test('a gate is of the format that its schema says', () => {
  const judged = gate([1000, 1050], [1000, 1050]);
  expect(gateSchema.parse(judged)).toEqual(judged);
});

test('drills of a suite that are not done leave open what they are of, and nothing else', () => {
  const runs = (plan: Planted) => compareRuns(plantRuns([1000], { rpo: 0, ...plan }));
  const groups = [runs({}), runs({ scenario: 'freeze' }), runs({ topology: 'async' })].flatMap(
    (one) => one.groups,
  );
  const of = { scenario: 'kill-primary', topology: 'semisync' };
  const gaps: Comparison['gaps'] = [
    { ...of, sets: ['rate=5', 'POLL_MS=9'], kind: 'not-done', reason: '1 of 2 not done yet' },
    { ...of, sets: [], kind: 'not-available', reason: 'no such engine' },
  ];
  const before = { ...runs({}), groups };
  const found = judgeGate(before, { ...before, gaps }).rows.map(({ findings }) =>
    findings.filter(({ measure }) => measure === 'drills'),
  );
  expect(found).toEqual([
    [{ measure: 'drills', verdict: 'inconclusive', why: 'rate=5 POLL_MS=9 1 of 2 not done yet' }],
    [],
    [],
  ]);
});

/** What the gate says of the service RTO. */
const rto = (before: Rtos, now: Rtos) =>
  gate(before, now).rows[0]?.findings.find(({ measure }) => measure === 'rto-service');

describe('an RTO', () => {
  test('that rose clearly is worse, and it is said by how much', () => {
    expect(rto([1000, 1050, 1100, 1150], [2000, 2050, 2100, 2150])).toEqual({
      measure: 'rto-service',
      verdict: 'fail',
      why: 'median 2.08 s, 1.07 s in the baseline: 1.00 s (93 %) more, beyond noise (p = 0.014)',
    });
  });

  test('of three drills on each side can be worse, but only when all are', () => {
    expect(rto([1000, 1050, 1100], [2000, 2050, 2100])?.verdict).toBe('fail');
    expect(rto([1000, 1050, 2020], [2000, 2050, 2100])).toMatchObject({
      verdict: 'pass',
      why: expect.stringContaining('not told from noise (p = 0.100)'),
    });
  });

  test('of two drills cannot be judged', () => {
    expect(rto([1000, 1050], [9000, 9050])).toMatchObject({
      verdict: 'inconclusive',
      why: expect.stringContaining(
        '2 drills against 2 cannot show even the greatest rise: it takes 3 of each',
      ),
    });
    expect(runsForGate(0.05)).toBe(3);
  });

  test.each([
    ['fell', [2000, 2050, 2100, 2150], [1000, 1050, 1100, 1150]],
    ['rose by less than 200 ms', [1000, 1010, 1020, 1030], [1150, 1160, 1170, 1180]],
    ['rose by less than 10 %', [10_000, 10_010, 10_020, 10_030], [10_800, 10_810, 10_820, 10_830]],
    ['is the same', [1000, 1100, 1200], [1000, 1100, 1200]],
  ])('that %s is not worse', (_what, before, now) => {
    expect(rto(before, now)?.verdict).toBe('pass');
  });

  test('that did not end any more is worse, by at least so much', () => {
    expect(rto([1000, 1050, 1100], [-60_000, -60_000, -60_000])).toMatchObject({
      verdict: 'fail',
      why: expect.stringContaining('median at least 60.00 s'),
    });
  });

  test('that never ended in the baseline cannot be told to be worse, but may be better', () => {
    expect(rto([-60_000, -60_000, -60_000], [-60_000, -60_000, -90_000])?.verdict).toBe('inconclusive');
    expect(rto([-60_000, -60_000, -60_000], [1000, 1000, 1000])?.verdict).toBe('pass');
  });

  test('that is a bound within the limits may truly be beyond them', () => {
    expect(rto([1000, 1050, 1100], [-1060, -1060, -1060])?.verdict).toBe('inconclusive');
  });

  test('that was not measured proves nothing', () => {
    expect(rto([1000, 1000, 1000], [null, null, null])).toMatchObject({
      verdict: 'inconclusive',
      why: 'not measured',
    });
    expect(rto([null], [1000])).toMatchObject({ why: 'not measured in the baseline' });
  });
});

describe('a drill', () => {
  const steady = [1000, 1050, 1100];
  const finding = (measure: string, was: Planted, is: Planted) =>
    gate(steady, steady, was, is).rows[0]?.findings.find((one) => one.measure === measure);

  test('that loses a row more than the worst of the baseline is worse', () => {
    expect(finding('rpo-rows', {}, { rpo: 1 })).toMatchObject({
      verdict: 'fail',
      why: 'at most 1 row lost in a drill, 0 in the baseline: 1 more',
    });
    expect(finding('rpo-rows', { rpo: 5 }, { rpo: 5 })?.verdict).toBe('pass');
    expect(finding('rpo-rows', {}, { rpo: null })?.verdict).toBe('inconclusive');
  });

  test('that fails where none did is worse', () => {
    expect(finding('verdict', {}, { verdict: 'fail' })?.verdict).toBe('fail');
    expect(finding('verdict', { verdict: 'fail' }, { verdict: 'fail' })?.verdict).toBe('pass');
  });

  test('that proves nothing where all did leaves it open', () => {
    expect(finding('drills', {}, { verdict: 'inconclusive' })?.verdict).toBe('inconclusive');
    expect(finding('drills', { verdict: 'inconclusive' }, { verdict: 'inconclusive' })).toBeUndefined();
  });
});

describe('the gate', () => {
  test('passes what is as it was', () => {
    expect(gate([1000, 1100, 1200], [1000, 1100, 1200]).verdict).toBe('pass');
  });

  test('holds a changed setting against what it was, and says so', () => {
    const judged = gate(
      [1000, 1050, 1100],
      [3000, 3050, 3100],
      { parameters: { CONFIRM_MS: '1000' } },
      { parameters: { CONFIRM_MS: '3000' } },
    );
    expect(judged.verdict).toBe('fail');
    expect(judged.rows[0]?.changed).toEqual(['CONFIRM_MS: 1000 -> 3000']);
  });

  test('tells settings that came or went, by their names', () => {
    const judged = gate(
      [1000],
      [1000],
      { parameters: { Z: '1', KEPT: '1', B: '1' } },
      { parameters: { KEPT: '1', B: '2', A: '1' } },
    );
    expect(judged.rows[0]?.changed).toEqual(['A: not there -> 1', 'B: 1 -> 2', 'Z: 1 -> not there']);
  });

  test('says what each row is about, and by which limits it was judged', () => {
    const { rows, limits } = gate([1000], [1000]);
    expect(rows).toMatchObject([{ scenario: 'kill-primary', topology: 'semisync', label: {} }]);
    expect(limits).toEqual({ significance: 0.05, leastRise: 0.1, leastRiseMs: 200 });
  });

  test('takes a row whose label is gone for not drilled, and a new one for added', () => {
    const at = (...values: string[]) =>
      compareRuns(values.flatMap((CONFIRM_MS) => plantRuns([1000], { parameters: { CONFIRM_MS }, rpo: 0 })));
    const { rows, added } = judgeGate(at('250', '500'), at('500', '1000'));
    expect(rows.map(({ label, changed, findings }) => [label.CONFIRM_MS, changed, findings[0]?.why])).toEqual(
      [
        ['250', [], 'it was not drilled'],
        ['500', [], '0 of 1 drills fail, 0 of 1 did'],
      ],
    );
    expect(added.map(({ label }) => label.CONFIRM_MS)).toEqual(['1000']);
    const fewer = judgeGate(at('250', '500'), at('500'));
    expect(fewer.rows.map(({ findings }) => findings[0]?.why)).toEqual([
      'it was not drilled',
      'it was not drilled',
    ]);
  });

  test('holds only what is of the same scenario and topology against each other', () => {
    const baseline = compareRuns([
      plantRun({ scenario: 'freeze', rto: 1000 }),
      plantRun({ topology: 'async', rto: 1000 }),
    ]);
    const current = compareRuns([plantRun({ scenario: 'freeze', topology: 'async', rto: 1000 })]);
    const { rows, added } = judgeGate(baseline, current);
    expect(rows.map(({ findings }) => findings.map(({ why }) => why))).toEqual([
      ['it was not drilled'],
      ['it was not drilled'],
    ]);
    expect(added).toHaveLength(1);
  });

  test('matches several rows of one scenario by their label', () => {
    const sweep = (rise: number) =>
      compareRuns(
        ['250', '500'].flatMap((CONFIRM_MS) =>
          plantRuns([rise, rise + 10, rise + 20], { parameters: { CONFIRM_MS }, rpo: 0 }),
        ),
      );
    const { rows, added } = judgeGate(sweep(1000), sweep(2000));
    expect(rows.map(({ label, changed }) => [label.CONFIRM_MS, changed.length])).toEqual([
      ['250', 0],
      ['500', 0],
    ]);
    expect(added).toEqual([]);
  });

  test('without a drill of what the baseline has is inconclusive; what is new is told', () => {
    const judged = gate([1000, 1000, 1000], [1000, 1000, 1000], {}, { topology: 'async' });
    expect(judged.verdict).toBe('inconclusive');
    expect(judged.rows[0]?.findings).toEqual([
      { measure: 'drills', verdict: 'inconclusive', why: 'it was not drilled' },
    ]);
    expect(judged.added.map(({ topology }) => topology)).toEqual(['async']);
  });

  test('an empty baseline proves nothing', () => {
    expect(judgeGate(compareRuns([]), compareRuns([plantRun()])).verdict).toBe('inconclusive');
  });

  test('never finds a change in runs held against themselves', () => {
    const rtos = fc.array(fc.integer({ min: -60_000, max: 60_000 }), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(rtos, (values) => {
        expect(rto(values, values)?.verdict).not.toBe('fail');
      }),
    );
  });

  test('slower drills are never judged better: a rise turns no verdict from fail to pass', () => {
    const rtos = fc.array(fc.integer({ min: 500, max: 5000 }), { minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(rtos, rtos, fc.nat(5000), (before, now, by) => {
        const slower = now.map((value) => value + by);
        if (rto(before, now)?.verdict === 'fail') expect(rto(before, slower)?.verdict).toBe('fail');
      }),
    );
  });

  test('the rise that counts can be chosen', () => {
    const before = compareRuns(plantRuns([1000, 1010, 1020], { rpo: 0 }));
    const now = compareRuns(plantRuns([1150, 1160, 1170], { rpo: 0 }));
    expect(judgeGate(before, now).verdict).toBe('pass');
    expect(judgeGate(before, now, { ...defaultLimits, leastRiseMs: 50 }).verdict).toBe('fail');
  });
});
