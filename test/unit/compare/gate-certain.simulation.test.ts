import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certainLimits } from '../../../src/compare/gate-certain.ts';
import { seededRandom } from '../../../src/random.ts';
import type { Verdict } from '../../../src/verdict.ts';
import { type Drill, judged } from './plant-certain.ts';

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
