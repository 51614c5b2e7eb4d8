import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../src/compare/compare.ts';
import { runsNeeded } from '../../../src/compare/pairs.ts';
import { comparisonSchema } from '../../../src/compare/schema.ts';
import { type Planted, plantRun, plantRuns } from './plant-runs.ts';

const async = { topology: 'async', parameters: { POLL_MS: '100' } };

describe('groups', () => {
  test('are the repetitions of one drill; what sets two apart is their label', () => {
    const { groups } = compareRuns([
      ...plantRuns([1000, 1100, 1200], { parameters: { POLL_MS: '100', DURABLE: '1' } }),
      ...plantRuns([500, 600], { parameters: { POLL_MS: '50', DURABLE: '1' } }),
      ...plantRuns([700], async),
      ...plantRuns([800], { scenario: 'freeze' }),
    ]);
    expect(
      groups.map(({ scenario, topology, label, runs }) => [scenario, topology, label, runs.length]),
    ).toEqual([
      ['freeze', 'semisync', {}, 1],
      ['kill-primary', 'async', {}, 1],
      ['kill-primary', 'semisync', { POLL_MS: '50' }, 2],
      ['kill-primary', 'semisync', { POLL_MS: '100' }, 3],
    ]);
  });

  test('are in the order of their scenarios, also where numbers meet', () => {
    const { groups } = compareRuns([
      plantRun({ scenario: 'cut-2', topology: '1-node' }),
      plantRun({ scenario: 'cut-1', topology: '50-nodes' }),
    ]);
    expect(groups.map(({ scenario }) => scenario)).toEqual(['cut-1', 'cut-2']);
  });

  test('differ by what happens in the drill, not by what is asked of it or said about it', () => {
    const changed = (changes: NonNullable<Planted['changes']>) =>
      compareRuns([plantRun(), plantRun({ changes })]).groups;
    expect(changed({ objectives: { 'rto-service': '<= 1s' } })).toHaveLength(1);
    expect(changed({ question: 'Why?' })).toHaveLength(1);
    expect(changed({ observe: '31s' }).map(({ label }) => label)).toEqual([
      { observe: '30000' },
      { observe: '31000' },
    ]);
    expect(changed({ workload: { rate: '50/s' } }).map(({ label }) => label)).toEqual([
      { 'workload.rate': '50' },
      { 'workload.rate': '200' },
    ]);
  });

  test('a drill that broke off is counted, and in no number; an inconclusive one is in the numbers', () => {
    const { groups, caveats } = compareRuns([
      plantRun({ rto: 1000 }),
      plantRun({ rto: 3000, verdict: 'inconclusive' }),
      plantRun({ rto: 90_000, verdict: 'inconclusive', lifecycle: 'failed' }),
    ]);
    expect(groups[0]?.runs).toHaveLength(3);
    expect(groups[0]?.summaries['rto-service']).toMatchObject({
      of: 2,
      median: { value: 2000, atLeast: false },
      greatest: { value: 3000 },
    });
    expect(caveats.join(' ')).toMatch(/1 drill broke off.*1 drill is inconclusive/);
  });

  test('bounds stay bounds, and what was not measured is counted', () => {
    const { groups } = compareRuns(plantRuns([1000, -60_000, -60_000, null]));
    expect(groups[0]?.summaries['rto-service']).toMatchObject({
      of: 3,
      notMeasured: 1,
      bounds: 2,
      median: { value: 60_000, atLeast: true },
      least: { value: 1000, atLeast: false },
      interval: null,
    });
    expect(compareRuns(plantRuns([null])).groups[0]?.summaries['rto-service']).toBeUndefined();
  });

  test('a run that was never judged is left out, and named', () => {
    const { groups, caveats } = compareRuns([{ ...plantRun({ run: 'killed' }), result: null }]);
    expect(groups).toEqual([]);
    expect(caveats).toEqual(['1 run was never judged and left out: killed.']);
  });

  test('a failover is false where the scenario wants none', () => {
    const of = (failovers: string) =>
      compareRuns([plantRun({ changes: { objectives: { failovers } } })]).groups[0]?.wantsNoFailover;
    expect([of('<= 0'), of('<= 1'), of('>= 0')]).toEqual([true, false, false]);
  });
});

describe('pairs', () => {
  const pair = (first: (number | null)[], second: (number | null)[]) =>
    compareRuns([...plantRuns(first, async), ...plantRuns(second)]).pairs[0];

  test('differ when the rank test says so', () => {
    expect(pair([1000, 1100, 1200, 1300], [2000, 2100, 2200, 2300])).toMatchObject({
      finding: 'different',
      p: expect.closeTo(2 / 70, 10),
    });
  });

  test('are not distinguishable when it does not', () => {
    expect(pair([1000, 2100, 1200, 2300], [2000, 1100, 2200, 1300])?.finding).toBe('not-distinguishable');
  });

  test('of three runs each can never be told apart, and it is said what it takes', () => {
    expect(pair([1000, 1100, 1200], [9000, 9100, 9200])).toMatchObject({
      finding: 'too-few-runs',
      why: 'so few cannot show even the greatest difference: it takes 4 of each',
    });
  });

  test('are adjusted for all pairs of their scenario', () => {
    const third = plantRuns([5000, 5100, 5200, 5300], { topology: 'third' });
    const { pairs } = compareRuns([
      ...plantRuns([1000, 1100, 1200, 1300], async),
      ...plantRuns([2000, 2100, 2200, 2300]),
      ...third,
    ]);
    expect(pairs.map(({ finding }) => finding)).toEqual(['too-few-runs', 'too-few-runs', 'too-few-runs']);
    expect([runsNeeded(1), runsNeeded(3), runsNeeded(10)]).toEqual([4, 5, 6]);
  });

  test('one that was never measured cannot be compared', () => {
    expect(pair([null], [1000])).toMatchObject({ finding: 'not-measured', p: null });
  });

  test('differences below the resolution are none', () => {
    // The resolution of the sample is 10 ms.
    expect(pair([1000, 1001, 1002, 1003], [1005, 1006, 1007, 1008])?.finding).toBe('not-distinguishable');
  });
});

describe('a comparison', () => {
  const runs = [
    ...plantRuns([1000, -60_000, 1200, null], async),
    ...plantRuns([2000, 1100, 900]),
    ...plantRuns([300], { scenario: 'freeze' }),
  ];

  test('does not depend on the order of the runs', () => {
    const expected = compareRuns(runs);
    fc.assert(
      fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), (shuffled) => {
        expect(compareRuns(shuffled)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test('is as its schema says, also after it was written and read', () => {
    const comparison = compareRuns(runs);
    expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
  });

  test('of nothing is empty', () => {
    expect(compareRuns([])).toMatchObject({ groups: [], pairs: [], gaps: [], caveats: [] });
  });

  test('says what should have been the same, and was not', () => {
    const { caveats } = compareRuns([plantRun({ commit: 'aaa' }), plantRun({ commit: 'bbb' })]);
    expect(caveats).toContain('The runs are of 2 versions of ha-drill: aaa; bbb.');
  });

  test('tells what a suite planned and there is no run of', () => {
    const about = { scenario: 'kill-replica', topology: 'alone', sets: [], failures: [], notAvailable: null };
    const { gaps } = compareRuns(
      [],
      [
        {
          format: 'ha-drill/suite/1',
          name: 'all',
          description: '',
          combinations: [
            { ...about, planned: 0, done: 0, notAvailable: 'it has no replica' },
            { ...about, planned: 3, done: 1, failures: ['no engine'] },
            { ...about, planned: 3, done: 3 },
            { ...about, sets: ['A=1'], planned: 2, done: 0, failures: ['no engine', 'no engine'] },
          ],
        },
      ],
    );
    const of = { scenario: 'kill-replica', topology: 'alone', sets: [] };
    expect(gaps).toEqual([
      { ...of, kind: 'not-available', reason: 'not available: it has no replica' },
      { ...of, kind: 'not-completed', reason: 'did not complete: no engine' },
      { ...of, kind: 'not-done', reason: '1 of 3 not done yet' },
      { ...of, sets: ['A=1'], kind: 'not-completed', reason: 'did not complete: no engine' },
      { ...of, sets: ['A=1'], kind: 'not-completed', reason: 'did not complete: no engine' },
    ]);
  });
});
