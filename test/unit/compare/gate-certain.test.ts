import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { certainLimits, judgeUntilCertain, openRuns } from '../../../src/compare/gate-certain.ts';
import { summaryOf } from '../../../src/compare/group.ts';
import type { ComparedRun, Comparison } from '../../../src/compare/schema.ts';
import { seededRandom } from '../../../src/random.ts';
import type { Verdict } from '../../../src/verdict.ts';
import { plantRuns } from './plant-runs.ts';

/** What one drill came to. */
type Drill = { readonly rto: number; readonly rows?: number; readonly verdict?: Verdict };

const [template] = compareRuns(plantRuns([1000], { rpo: 0 })).groups;
if (!template) throw new Error('a comparison of one run has one group');
const [runOfTemplate] = template.runs;

/** A comparison of drills of one kind, without the parts that no gate looks at. */
function comparisonOf(drills: readonly Drill[]): Comparison {
  const runs = drills.map(({ rto, rows = 0, verdict = 'pass' }, index): ComparedRun => {
    if (!runOfTemplate || !template) throw new Error('a group has runs');
    const time = { value: Math.abs(rto), atLeast: rto < 0, resolution: 5 };
    const values = {
      'rto-service': time,
      'rto-application': time,
      'rpo-rows': { value: rows, atLeast: false, resolution: 0 },
    };
    return { ...runOfTemplate, run: `run-${String(index).padStart(3, '0')}`, verdict, values };
  });
  const names = ['rto-service', 'rto-application', 'rpo-rows'] as const;
  const summaries = Object.fromEntries(names.map((name) => [name, summaryOf(runs, name)]));
  return {
    format: 'ha-drill/comparison/1',
    groups: [{ ...(template as Comparison['groups'][number]), runs, summaries }],
    pairs: [],
    classes: [],
    gaps: [],
    caveats: [],
  };
}

const judged = (before: readonly Drill[], now: readonly Drill[]) =>
  judgeUntilCertain(comparisonOf(before), comparisonOf(now));
const findingOf = (measure: string, before: readonly Drill[], now: readonly Drill[]) =>
  judged(before, now).rows[0]?.findings.find((one) => one.measure === measure);
const times = (count: number, drill: Drill) => Array.from({ length: count }, () => drill);
const good = { rto: 1000 };

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
  });

  test('the drills of which more are needed are named by their runs', () => {
    const [before, now] = [comparisonOf(times(6, good)), comparisonOf(times(2, good))];
    expect([...openRuns(judgeUntilCertain(before, now), before, now)]).toEqual(['run-000', 'run-001']);
    const many = comparisonOf(times(13, good));
    expect(openRuns(judgeUntilCertain(before, many), before, many).size).toBe(0);
  });

  test('stays what it is, whatever comes after (property)', () => {
    const drill = fc.record({
      rto: fc.integer({ min: 500, max: 3000 }),
      verdict: fc.constantFrom<Verdict>('pass', 'fail', 'inconclusive'),
    });
    const many = fc.array(drill, { minLength: 13, maxLength: 28 });
    fc.assert(
      fc.property(many, many, fc.nat(12), (before, now, cut) => {
        const [early, late] = [now.slice(0, cut), now].map(
          (drills) => judged(before, drills).rows[0]?.findings,
        );
        for (const [index, one] of (early ?? []).entries())
          if (!one.open) expect(late?.[index]?.verdict).toBe(one.verdict);
      }),
      { numRuns: 25 },
    );
  });
});

/** Values with a spread of about `spread`, of the shapes that RTOs have. */
const shapes: Readonly<Record<string, (random: () => number, spread: number) => number>> = {
  'one poll period, even': (random, spread) => spread * 3.4 * random(),
  'log-normal': (random, spread) =>
    spread * Math.exp(Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())),
  'one of two time-outs': (random, spread) => (random() < 0.7 ? 0 : 2 * spread),
  'with bounds': (random, spread) => (random() < 0.1 ? -1 : 1) * spread * 3.4 * random(),
};

const gates = 150;

/** How many of some gates pass and fail: `before` drills of a baseline, up to 40 of a change, both as they are drawn. */
function verdicts(
  seed: number,
  before: number,
  was: (random: () => number) => Drill,
  is: (random: () => number) => Drill,
): Record<Verdict, number> {
  const random = seededRandom(seed);
  const count = { pass: 0, inconclusive: 0, fail: 0 };
  for (let gate = 0; gate < gates; gate += 1) {
    const [old, now] = [
      Array.from({ length: before }, () => was(random)),
      Array.from({ length: 40 }, () => is(random)),
    ];
    count[judged(old, now).verdict] += 1;
  }
  return count;
}

describe('in simulation, the same change gets the same answer', () => {
  const allowed = certainLimits.significance * gates;
  const drawn =
    (shape: string, base: number, failing = 0.02) =>
    (random: () => number): Drill => {
      const value = shapes[shape]?.(random, 60) ?? 0;
      const rto = value < 0 ? -(base - value) : base + value;
      return { rto, verdict: random() < failing ? 'fail' : 'pass' };
    };

  test.each(Object.keys(shapes))('%s: what did not change fails no oftener than is stated', (shape) => {
    const { fail, pass } = verdicts(7, 8, drawn(shape, 1200), drawn(shape, 1200));
    expect(fail).toBeLessThanOrEqual(allowed);
    expect(pass).toBeGreaterThan(gates * 0.8);
  });

  test.each(Object.keys(shapes))('%s: an RTO that rose by what counts, and more, is found', (shape) => {
    const { fail, pass } = verdicts(8, 8, drawn(shape, 1200), drawn(shape, 1600));
    expect(pass).toBeLessThanOrEqual(allowed);
    expect(fail).toBeGreaterThan(gates * 0.8);
  });

  test('drills of which every second one fails are found', () => {
    const shape = 'one poll period, even';
    const { fail, pass } = verdicts(9, 8, drawn(shape, 1200), drawn(shape, 1200, 0.55));
    expect(pass).toBeLessThanOrEqual(allowed);
    expect(fail).toBeGreaterThan(gates * 0.9);
  });

  test('lost rows: as many as ever are no news, many more are', () => {
    const losing =
      (most: number) =>
      (random: () => number): Drill => ({ rto: 1000 + 60 * random(), rows: Math.floor(most * random()) });
    expect(verdicts(10, 8, losing(50), losing(50)).fail).toBeLessThanOrEqual(allowed);
    const { fail, pass } = verdicts(11, 8, losing(50), losing(400));
    expect(pass).toBeLessThanOrEqual(allowed);
    expect(fail).toBeGreaterThan(gates * 0.8);
  });
});
