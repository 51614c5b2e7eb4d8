import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { runsNeeded } from '../../../src/compare/pairs.ts';
import { type Planted, plantRuns } from './plant-runs.ts';

type Rtos = (number | null)[];

/** The pairs among topologies `a`, `b`... whose drills measured these RTOs. */
function pairsOf(samples: readonly Rtos[], more: Planted = {}) {
  const runs = samples.flatMap((rtos, index) =>
    plantRuns(rtos, { topology: 'abcdef'.charAt(index), ...more }),
  );
  return compareRuns(runs).pairs;
}
const from = (ms: number, count = 4) => Array.from({ length: count }, (_, index) => ms + 100 * index);

describe('two topologies', () => {
  test.each<[string, Rtos, Rtos, string, number | null, string]>([
    ['clearly apart', from(1000), from(2000), 'different', 2 / 70, 'p = 0.029'],
    ['apart in many drills', from(1000, 8), from(9000, 8), 'different', 2 / 12_870, 'p = below 0.001'],
    [
      'mixed',
      [1000, 1100, 1200, 2300],
      [2000, 2100, 2200, 1300],
      'not-distinguishable',
      24 / 70,
      'p = 0.343',
    ],
    [
      'apart in too few drills',
      from(1000, 3),
      from(9000, 3),
      'too-few-runs',
      0.1,
      'so few cannot show even the greatest difference: it takes 4 of each',
    ],
    [
      'one never measured',
      [null],
      from(1000),
      'not-measured',
      null,
      'one of them has no measured service RTO',
    ],
  ])('%s', (_what, first, second, finding, p, why) => {
    expect(pairsOf([first, second])).toEqual([
      {
        scenario: 'kill-primary',
        first: 0,
        second: 1,
        finding,
        p: p === null ? null : expect.closeTo(p, 10),
        why,
      },
    ]);
  });

  test('are told apart by completed drills only', () => {
    expect(pairsOf([from(1000), from(2000)], { lifecycle: 'failed' })).toMatchObject([
      { finding: 'not-measured' },
    ]);
  });
});

describe('several topologies', () => {
  test('are compared each with each, and it is said among how many pairs', () => {
    const pairs = pairsOf([from(1000, 6), from(2000, 6), from(2000, 6)]);
    expect(pairs.map(({ first, second, finding, why }) => [first, second, finding, why])).toEqual([
      [0, 1, 'different', 'p = 0.006 of 3 pairs'],
      [0, 2, 'different', 'p = 0.006 of 3 pairs'],
      [1, 2, 'not-distinguishable', 'p = 1.000 of 3 pairs'],
    ]);
  });

  test('one that was never measured does not make the others harder to tell apart', () => {
    const pairs = pairsOf([from(1000), [null], from(2000)]);
    expect(pairs.map(({ finding, why }) => [finding, why])).toEqual([
      ['not-measured', 'one of them has no measured service RTO'],
      ['different', 'p = 0.029'],
      ['not-measured', 'one of them has no measured service RTO'],
    ]);
  });

  test('of which chance alone would set two apart in just five of a hundred are different', () => {
    const [few, many] = [from(1000, 3), from(2000, 7)];
    expect(pairsOf([few, many, many])).toMatchObject([
      { finding: 'different', p: 0.05 },
      { finding: 'different', p: 0.05 },
      { finding: 'not-distinguishable' },
    ]);
    expect(pairsOf([[1000, 1100, 9000], many, many])[0]?.finding).toBe('not-distinguishable');
  });

  test('need more drills', () => {
    expect(pairsOf([from(1000), from(2000), from(3000)]).map(({ why }) => why)).toEqual(
      Array(3).fill('so few cannot show even the greatest difference of 3 pairs: it takes 5 of each'),
    );
    expect([1, 3, 10].map(runsNeeded)).toEqual([4, 5, 6]);
  });
});

test('drills of different scenarios are not compared', () => {
  const kill = plantRuns(from(1000));
  const freeze = [
    ...plantRuns(from(2000), { scenario: 'freeze' }),
    ...plantRuns(from(5000), { scenario: 'freeze', topology: 'z' }),
  ];
  expect(compareRuns([...kill, ...freeze]).pairs).toMatchObject([
    { scenario: 'freeze', first: 0, second: 1 },
  ]);
});
