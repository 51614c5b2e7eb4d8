import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { defaultLimits, judgeGate } from '../../../src/compare/gate.ts';
import { runsForGate } from '../../../src/compare/gate-findings.ts';
import type { GateLimits } from '../../../src/compare/gate-schema.ts';
import type { JudgedRun } from '../../../src/compare/group.ts';
import { secondMoreFrequent } from '../../../src/judge/statistics/fisher.ts';
import { type Planted, plantRun, plantRuns } from './plant-runs.ts';

/** What the gate finds of one measure, in runs held against others. */
function finding(measure: string, before: JudgedRun[], now: JudgedRun[], limits: GateLimits = defaultLimits) {
  const { rows } = judgeGate(compareRuns(before), compareRuns(now), limits);
  const found = rows[0]?.findings.find((one) => one.measure === measure);
  return found && `${found.verdict}: ${found.why}`;
}
const runs = (...plans: Planted[]) => plans.map((plan) => plantRun({ rto: 1000, rpo: 0, ...plan }));

describe('how many drills fail', () => {
  const verdicts = (before: Planted[], now: Planted[]) => finding('verdict', runs(...before), runs(...now));
  const fails = { verdict: 'fail' } as const;

  test('is told, and worse where none did', () => {
    expect(verdicts([{}, {}], [{}, {}, {}])).toBe('pass: 0 of 3 drills fail, 0 of 2 did');
    expect(verdicts([{}, {}], [{}, fails, {}])).toBe('fail: 1 of 3 drills fails, none did');
    expect(verdicts([{}, {}], [fails, fails, {}])).toBe('fail: 2 of 3 drills fail, none did');
    expect(verdicts([fails, {}], [fails, fails])).toBe('pass: 2 of 2 drills fail, 1 of 2 did');
  });

  test('is worse where some did, when more do than chance explains', () => {
    const times = (count: number, plan: Planted) => Array.from({ length: count }, () => plan);
    const before = [fails, ...times(9, {})];
    expect(verdicts(before, [...times(5, fails), ...times(5, {})])).toBe(
      'pass: 5 of 10 drills fail, 1 of 10 did',
    );
    expect(verdicts(before, [...times(6, fails), ...times(4, {})])).toBe(
      'fail: 6 of 10 drills fail, 1 of 10 did, beyond noise (p = 0.029)',
    );
    expect(verdicts(times(10, fails), times(10, fails))).toBe('pass: 10 of 10 drills fail, 10 of 10 did');
  });

  test('as improbable as is allowed is beyond chance', () => {
    const times = (count: number, plan: Planted) => runs(...Array.from({ length: count }, () => plan));
    const significance = secondMoreFrequent({ have: 1, of: 10 }, { have: 6, of: 10 });
    const limits = { ...defaultLimits, significance };
    const before = [...times(1, fails), ...times(9, {})];
    expect(finding('verdict', before, [...times(6, fails), ...times(4, {})], limits)).toMatch(/^fail/);
    const open = { verdict: 'inconclusive' } as const;
    const openBefore = [...times(1, open), ...times(9, {})];
    expect(finding('drills', openBefore, [...times(6, open), ...times(4, {})], limits)).toMatch(
      /^inconclusive/,
    );
    expect(finding('drills', openBefore, [...times(5, open), ...times(5, {})], limits)).toBeUndefined();
  });

  test('leaves out what broke off', () => {
    expect(verdicts([{}], [{ ...fails, lifecycle: 'interrupted' }])).toBe(
      'pass: 0 of 1 drills fail, 0 of 1 did',
    );
  });
});

describe('how many drills prove nothing', () => {
  const drills = (before: Planted[], now: Planted[]) => finding('drills', runs(...before), runs(...now));
  const open = { verdict: 'inconclusive' } as const;
  const broken = { lifecycle: 'failed' } as const;

  test('is told where there were none', () => {
    expect(drills([{}], [open, {}])).toBe(
      'inconclusive: 1 of 2 drills proves nothing: inconclusive, or broken off',
    );
    expect(drills([{}], [open, broken])).toBe(
      'inconclusive: 2 of 2 drills prove nothing: inconclusive, or broken off',
    );
  });

  test('is told where there are many more than there were', () => {
    const many = [...Array.from({ length: 6 }, () => open), {}, {}, {}, {}];
    expect(drills([open, ...Array.from({ length: 9 }, () => ({}))], many)).toBe(
      'inconclusive: 6 of 10 drills prove nothing: inconclusive, or broken off; 1 of 10 did, beyond noise (p = 0.029)',
    );
  });

  test.each<[string, Planted[], Planted[]]>([
    ['all prove something', [{}], [{}]],
    ['there were some before', [broken], [open, open]],
    ['there are none any more', [open], [{}]],
  ])('is no news where %s', (_what, before, now) => {
    expect(drills(before, now)).toBeUndefined();
  });
});

describe('rows lost', () => {
  const rows = (before: (number | null)[], now: (number | null)[]) =>
    finding('rpo-rows', runs(...before.map((rpo) => ({ rpo }))), runs(...now.map((rpo) => ({ rpo }))));

  test.each<[(number | null)[], (number | null)[], string]>([
    [[0], [0], 'pass: at most 0 rows lost in a drill, 0 in the baseline'],
    [[5, 1], [2, 5], 'pass: at most 5 rows lost in a drill, 5 in the baseline'],
    [[5], [1], 'pass: at most 1 row lost in a drill, 5 in the baseline'],
    [[1, 2], [0, 5], 'fail: at most 5 rows lost in a drill, 2 in the baseline: 3 more'],
    [[0], [null, 2], 'fail: at most 2 rows lost in a drill, 0 in the baseline: 2 more'],
    [[0], [null, 0], 'inconclusive: not measured in every drill'],
    [[0], [null], 'inconclusive: not measured in every drill'],
    [[null], [0], 'inconclusive: not measured in the baseline'],
    [[null], [3], 'inconclusive: not measured in the baseline'],
  ])('%j before, %j now', (before, now, expected) => {
    expect(rows(before, now)).toBe(expected);
  });
});

describe('an RTO', () => {
  type Rtos = (number | null)[];
  const rto = (before: Rtos, now: Rtos, limits?: GateLimits) =>
    finding('rto-service', plantRuns(before), plantRuns(now), limits);

  test.each<[string, Rtos, Rtos, string]>([
    [
      'stayed',
      [1000, 1000, 1000],
      [1000, 1000, 1000],
      'pass: median 1.00 s, 1.00 s in the baseline: the same',
    ],
    [
      'fell',
      [2000, 2000, 2000],
      [1000, 1000, 1000],
      'pass: median 1.00 s, 2.00 s in the baseline: 1.00 s (50 %) less',
    ],
    [
      'rose by just as much as counts',
      [1000, 1000, 1000],
      [1200, 1200, 1200],
      'fail: median 1.20 s, 1.00 s in the baseline: 200 ms (20 %) more, beyond noise (p = 0.050)',
    ],
    [
      'rose by just the share that counts',
      [10_000, 10_000, 10_000],
      [11_000, 11_000, 11_000],
      'fail: median 11.00 s, 10.00 s in the baseline: 1.00 s (10 %) more, beyond noise (p = 0.050)',
    ],
    [
      'rose from nothing: no share can be told',
      [0, 0, 0],
      [500, 500, 500],
      'fail: median 500 ms, 0 ms in the baseline: 500 ms more, beyond noise (p = 0.050)',
    ],
    [
      'rose in enough drills to be sure',
      Array(8).fill(1000),
      Array(8).fill(2000),
      'fail: median 2.00 s, 1.00 s in the baseline: 1.00 s (100 %) more, beyond noise (p = below 0.001)',
    ],
    [
      'rose, and not in all drills',
      [1000, 1050, 2020],
      [2000, 2050, 2100],
      'pass: median 2.05 s, 1.05 s in the baseline: 1.00 s (95 %) more, not told from noise (p = 0.100)',
    ],
    [
      'was told by bounds that rose',
      [-1000, -1000, -1000],
      [3000, 3000, 3000],
      'inconclusive: median 3.00 s, at least 1.00 s in the baseline: 2.00 s (200 %) more; how long it was in the baseline is not known',
    ],
    [
      'was told by bounds, and is just as long',
      [-1000, -1000, -1000],
      [1000, 1000, 1000],
      'inconclusive: median 1.00 s, at least 1.00 s in the baseline: the same; how long it was in the baseline is not known',
    ],
    [
      'is told by bounds that fell',
      [2000, 2000, 2000],
      [-1000, -1000, -1000],
      'inconclusive: median at least 1.00 s, 2.00 s in the baseline: 1.00 s (50 %) less; how long it is now is not known',
    ],
    ['was not measured', [null], [1000], 'inconclusive: not measured in the baseline'],
    ['is not measured', [1000, 1000, 1000], [null], 'inconclusive: not measured'],
    [
      'is of too few drills',
      [1000, 1000],
      [9000, 9000, 9000],
      'inconclusive: median 9.00 s, 1.00 s in the baseline: 8.00 s (800 %) more; 2 drills against 3 cannot show even the greatest rise: it takes 3 of each',
    ],
  ])('that %s', (_what, before, now, expected) => {
    expect(rto(before, now)).toBe(expected);
  });

  test('is judged for the service and for the application', () => {
    const slower = plantRuns([1000, 1000, 1000], { rtoApplication: 9000 });
    expect(finding('rto-application', plantRuns([1000, 1000, 1000]), slower)).toMatch(/^fail/);
    expect(finding('rto-service', plantRuns([1000, 1000, 1000]), slower)).toMatch(/^pass/);
  });

  test('takes more drills the surer one wants to be', () => {
    expect([1, 0.5, 0.05, 0.04, 0.01].map(runsForGate)).toEqual([1, 1, 3, 4, 5]);
    const strict = { ...defaultLimits, significance: 0.01 };
    expect(rto([1000, 1000, 1000, 1000], [2000, 2000, 2000, 2000], strict)).toContain('it takes 5 of each');
  });
});
