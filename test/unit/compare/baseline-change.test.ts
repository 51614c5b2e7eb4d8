import { describe, expect, test } from 'vitest';
import { baselineChanges } from '../../../src/compare/baseline-change.ts';
import { compareRuns } from '../../../src/compare/compare.ts';
import { plantRun, plantRuns } from './plant-runs.ts';

const usual = { rpo: 0, parameters: { POLL_MS: '100' } };
const before = compareRuns(plantRuns([1000, 1100, 1200], usual));

describe('what a new baseline changes', () => {
  test('of the same drills is nothing, without a line', () => {
    expect(baselineChanges(before, before)).toEqual([
      { scenario: 'kill-primary', topology: 'semisync', label: {}, kind: 'same', lines: [] },
    ]);
  });

  test('of none is that all are new', () => {
    expect(baselineChanges(undefined, before).map(({ kind }) => kind)).toEqual(['new']);
  });

  test('is told with old and new, and only what differs', () => {
    const now = compareRuns([
      ...plantRuns([-2000], { rpo: 2, parameters: { POLL_MS: '100' }, verdict: 'inconclusive' }),
      ...plantRuns([-2000], { rpo: 5, parameters: { POLL_MS: '100' }, verdict: 'fail' }),
      plantRun({ ...usual, rto: -2000, rtoApplication: null }),
    ]);
    expect(baselineChanges(before, now)[0]).toMatchObject({
      kind: 'changed',
      lines: [
        'failing: 0 -> 1',
        'inconclusive: 0 -> 1',
        'rows lost, at most: 0 -> 5',
        'median RTO (service): 1.10 s -> at least 2.00 s',
        'median RTO (application): 1.10 s -> at least 2.00 s',
      ],
    });
  });

  test('a setting that only one has is not there in the other', () => {
    const [group] = before.groups;
    if (!group) throw new Error('there is one group');
    const withOne = {
      ...before,
      groups: [{ ...group, settings: { ...group.settings, 'the new one': 'on' } }],
    };
    expect(baselineChanges(before, withOne)[0]?.lines).toEqual(['the new one: not there -> on']);
    expect(baselineChanges(withOne, before)[0]?.lines).toEqual(['the new one: on -> not there']);
  });

  test('what is new or gone is told without its settings, the new ones first', () => {
    const now = compareRuns(plantRuns([null], { ...usual, rpo: null, scenario: 'freeze' }));
    const [added, gone, ...others] = baselineChanges(before, now);
    expect(others).toEqual([]);
    expect(added).toMatchObject({
      scenario: 'freeze',
      kind: 'new',
      lines: [
        'drills: 1',
        'failing: 0',
        'inconclusive: 0',
        'rows lost, at most: not measured',
        'median RTO (service): not measured',
        'median RTO (application): not measured',
      ],
    });
    expect(gone).toMatchObject({ scenario: 'kill-primary', kind: 'gone' });
    expect(gone?.lines).toHaveLength(6);
  });
});
