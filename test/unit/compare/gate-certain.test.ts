import { describe, expect, test } from 'vitest';
import { certainLimits, judgeUntilCertain, openRuns } from '../../../src/compare/gate-certain.ts';
import type { Comparison } from '../../../src/compare/schema.ts';
import { comparisonOf, type Drill, findingOf, good, times } from './plant-certain.ts';

describe('in words', () => {
  test('what is certain says since when, and what is not that more may decide it', () => {
    expect(findingOf('verdict', times(6, good), times(5, good))).toEqual({
      measure: 'verdict',
      verdict: 'pass',
      why: '0 of 5 drills fail; up to 5 % are not worse: certain after 5',
    });
    expect(findingOf('rto-service', times(6, good), times(7, { rto: 3000 }))).toEqual({
      measure: 'rto-service',
      verdict: 'fail',
      why: 'median 3.00 s, 1.00 s in the baseline; a rise of 200 ms is worse: certain after 6',
    });
    expect(findingOf('rto-service', times(6, good), times(3, good))).toEqual({
      measure: 'rto-service',
      verdict: 'inconclusive',
      why: 'median 1.00 s, 1.00 s in the baseline; a rise of 200 ms is worse: not certain yet, after 3',
      open: true,
    });
  });

  test.each([
    // Nothing that was measured before, or is now.
    ['rto-service', [null], [1000], 'inconclusive', 'not measured in the baseline'],
    [
      'rto-application',
      [1000],
      [null],
      'inconclusive',
      'median not measured, 1.00 s in the baseline; a rise of 200 ms is worse: not certain yet, after 0',
    ],
    // A tenth of 4 s is more than 200 ms.
    [
      'rto-service',
      [-4000],
      [-4000],
      'inconclusive',
      'median at least 4.00 s, at least 4.00 s in the baseline; a rise of 400 ms is worse: not certain yet, after 4',
    ],
  ])('%s of %j and then %j is %s: %s', (measure, before, now, verdict, why) => {
    const drills = (rto: (number | null)[], count: number) => times(count, { rto: rto[0] ?? null });
    expect(findingOf(measure, drills(before, 6), drills(now, 4))).toMatchObject({ verdict, why });
  });

  test('rows that are lost are counted in the worst drill', () => {
    const rows = (...all: (number | null)[]) => all.map((lost) => ({ ...good, rows: lost }));
    expect(findingOf('rpo-rows', rows(null), rows(1))).toEqual({
      measure: 'rpo-rows',
      verdict: 'inconclusive',
      why: 'not measured in the baseline',
    });
    expect(findingOf('rpo-rows', rows(0, 0), rows(0, 1))?.why).toBe(
      'at most 1 row lost in a drill, 0 in the baseline',
    );
    expect(findingOf('rpo-rows', rows(2, 5), rows(1, 4, 3))?.why).toBe(
      'at most 4 rows lost in a drill, 5 in the baseline: not certain yet, after 3',
    );
    expect(findingOf('rpo-rows', rows(2), rows(null))?.why).toBe(
      'at most 0 rows lost in a drill, 2 in the baseline: not certain yet, after 0',
    );
  });

  test('where nearly all failed before, no more can', () => {
    const failing = (count: number, of: number) => [
      ...times(count, { ...good, verdict: 'fail' }),
      ...times(of - count, good),
    ];
    expect(findingOf('verdict', failing(11, 12), failing(1, 1))).toEqual({
      measure: 'verdict',
      verdict: 'pass',
      why: '91.7 % of the baseline failed: no more can',
    });
    expect(findingOf('verdict', failing(9, 10), failing(1, 1))?.why).toBe(
      '1 of 1 drills fail; up to 90 % are not worse: not certain yet, after 1',
    );
  });

  test('after 40 drills nothing is open any more', () => {
    // 5 of 13, evenly, keep between both bounds where 1 of 5 is usual.
    const few = Array.from({ length: 40 }, (_, index) =>
      (index * 5) % 13 < 5 ? ({ ...good, verdict: 'fail' } as const) : good,
    );
    const found = findingOf('verdict', [...times(4, good), { ...good, verdict: 'fail' }], few);
    expect(found?.why).toMatch(/: not certain after 40$/);
    expect(found?.verdict).toBe('inconclusive');
    expect(found?.open).toBeUndefined();
    expect(findingOf('verdict', times(6, good), few.slice(0, 1))?.open).toBe(true);
  });

  test('what was not drilled is open', () => {
    const nothing = { ...comparisonOf([]), groups: [] };
    expect(judgeUntilCertain(comparisonOf(times(6, good)), nothing).rows[0]?.findings).toEqual([
      { measure: 'drills', verdict: 'inconclusive', why: 'it was not drilled', open: true },
    ]);
  });

  test('of several groups each has a share of the errors', () => {
    const before = comparisonOf(times(6, good));
    const now = comparisonOf(times(4, { rto: 3000 }));
    const others = Array.from({ length: 9 }, (_, index) => ({
      ...(before.groups[0] as Comparison['groups'][number]),
      scenario: `other-${index}`,
    }));
    const verdictOf = (groups: Comparison['groups'], significance: number) =>
      judgeUntilCertain({ ...before, groups }, now, {
        ...certainLimits,
        significance,
      }).rows[0]?.findings.find(({ measure }) => measure === 'rto-service')?.verdict;
    // 1 in 210 at the first look, of which there are 7, of each of 4 tests of a group.
    expect(verdictOf(before.groups, (28 / 210) * 1.01)).toBe('fail');
    expect(verdictOf(before.groups, (28 / 210) * 0.99)).toBe('inconclusive');
    expect(verdictOf([...before.groups, ...others], (28 / 210) * 1.01)).toBe('inconclusive');
  });
});

describe('what is certain', () => {
  test('one failing drill is not, two in a row are', () => {
    const fails = { ...good, verdict: 'fail' } as const;
    const verdict = (now: readonly Drill[]) => findingOf('verdict', times(6, good), now)?.verdict;
    expect(verdict([fails])).toBe('inconclusive');
    expect(verdict([fails, ...times(6, good)])).toBe('inconclusive');
    expect(verdict([fails, ...times(9, good)])).toBe('pass');
    expect(verdict([fails, fails])).toBe('fail');
    expect(verdict([...times(3, good), fails, fails])).toBe('inconclusive');
    expect(verdict([...times(3, good), fails, fails, fails])).toBe('fail');
  });

  test('a lost row is at once, where the baseline lost none', () => {
    const rows = (before: number, now: readonly number[]) =>
      findingOf(
        'rpo-rows',
        times(6, { ...good, rows: before }),
        now.map((lost) => ({ ...good, rows: lost })),
      );
    expect(rows(0, [1])?.verdict).toBe('fail');
    expect(rows(0, [0, 0, 0, 0])).toMatchObject({ verdict: 'inconclusive', open: true });
    expect(rows(0, [0, 0, 0, 0, 0])?.verdict).toBe('pass');
    expect(rows(3, [4])).toMatchObject({ verdict: 'inconclusive', open: true });
    expect(rows(3, Array(9).fill(4))?.verdict).toBe('fail');
    expect(rows(3, Array(5).fill(3))?.verdict).toBe('pass');
  });

  test('drills that prove nothing are in no share', () => {
    const open = { ...good, verdict: 'inconclusive' } as const;
    expect(findingOf('verdict', times(6, good), times(40, open))).toMatchObject({
      verdict: 'inconclusive',
      open: true,
    });
  });

  test('a baseline that is too small can never be, and no drill is made for it', () => {
    const found = findingOf('rto-service', [good], times(4, good));
    expect(found?.why).toContain('1 drills in the baseline are too few to be certain');
    expect(found?.open).toBeUndefined();
    expect(found?.verdict).toBe('inconclusive');
  });

  test('an RTO that rose by just what counts is worse, and one of a ms less stays open', () => {
    const risenTo = (rto: number) => findingOf('rto-service', times(6, good), times(7, { rto }))?.verdict;
    expect(risenTo(1200)).toBe('fail');
    // Nearer to what counts than times are told from each other.
    expect(risenTo(1199)).toBe('inconclusive');
  });

  test('a baseline that proved nothing leaves the usual share of failing drills', () => {
    const open = { ...good, verdict: 'inconclusive' } as const;
    expect(findingOf('verdict', times(6, open), times(5, good))).toEqual({
      measure: 'verdict',
      verdict: 'pass',
      why: '0 of 5 drills fail; up to 5 % are not worse: certain after 5',
    });
  });

  test('one open finding is enough for more drills, where there are any', () => {
    const [before, now] = [comparisonOf(times(6, good)), comparisonOf([{ ...good, rows: 1 }])];
    expect([...openRuns(judgeUntilCertain(before, now), before, now)]).toEqual(['run-000']);
    const nothing = { ...now, groups: [] };
    expect([...openRuns(judgeUntilCertain(before, nothing), before, nothing)]).toEqual([]);
  });

  test('the drills of which more are needed are named by their runs', () => {
    const [before, now] = [comparisonOf(times(6, good)), comparisonOf(times(2, good))];
    expect([...openRuns(judgeUntilCertain(before, now), before, now)]).toEqual(['run-000', 'run-001']);
    const many = comparisonOf(times(13, good));
    expect(openRuns(judgeUntilCertain(before, many), before, many).size).toBe(0);
  });
});
