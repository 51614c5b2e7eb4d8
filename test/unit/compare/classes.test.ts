import { expect, test } from 'vitest';
import { comparedClasses } from '../../../src/compare/classes.ts';
import { compareRuns } from '../../../src/compare/compare.ts';
import type { ClassOutcome, ClassResult } from '../../../src/judge/measure/types.ts';
import { renderCiSummary } from '../../../src/report/ci/summary.ts';
import { comparedClassText } from '../../../src/report/classes.ts';
import { renderComparison } from '../../../src/report/comparison/console.ts';
import { renderComparisonHtml } from '../../../src/report/comparison/html.ts';
import { type Planted, plantRun } from './plant-runs.ts';

/** A drill of the kill of a process under a policy for processes and sites. */
function drill(outcome: ClassOutcome, plan: Planted = {}) {
  const { manifest, result, folder } = plantRun(plan);
  const policy = { disruptions: ['process'], classes: ['process', 'site'], targets: [] };
  const classes: ClassResult[] = [{ disruption: 'process', faults: [], outcome, objectives: [] }];
  return { folder, manifest: { ...manifest, policy }, result: { ...result, classes } };
}

const told = (...runs: Parameters<typeof comparedClasses>[0][number][]) =>
  comparedClasses(runs).map((one) => [one.disruption, one.topology, one.outcome, comparedClassText(one)]);
const undrilled = ['site', null, 'not-measured', 'no drill was about it'];

test('a class is met where all drills met it, on each topology by itself', () => {
  expect(told(drill('met'), drill('met'), drill('breached', { topology: 'async' }))).toEqual([
    ['process', 'async', 'breached', '1 breached of 1 drill'],
    ['process', 'semisync', 'met', '2 met of 2 drills'],
    undrilled,
  ]);
});

test('a class that some drill was about is not told to be without one, and topologies are in order', () => {
  const site = drill('met');
  const classes = site.result.classes.map((one) => ({ ...one, disruption: 'site' as const }));
  const about = (topology: string) => drill('met', { topology });
  const found = comparedClasses([
    about('async'),
    about('semisync'),
    about('group'),
    { ...site, result: { ...site.result, classes } },
  ]);
  expect(found.map(({ disruption, topology }) => [disruption, topology])).toEqual([
    ['process', 'async'],
    ['process', 'group'],
    ['process', 'semisync'],
    ['site', 'semisync'],
  ]);
});

test('one drill that did not measure it leaves it open, one that breached it decides', () => {
  expect(told(drill('met'), drill('not-measured'))).toEqual([
    ['process', 'semisync', 'not-measured', '1 met, 1 not measured of 2 drills'],
    undrilled,
  ]);
  expect(told(drill('met'), drill('not-measured'), drill('breached'))[0]?.[2]).toBe('breached');
});

test('a drill that was never judged measured no class', () => {
  expect(told({ ...drill('met'), result: null })).toEqual([
    ['process', 'semisync', 'not-measured', '1 not measured of 1 drill'],
    undrilled,
  ]);
});

test('without a policy there is none', () => {
  expect(comparedClasses([plantRun()])).toEqual([]);
});

test('the reports of a suite tell each class', () => {
  const runs = [drill('met'), drill('breached')];
  const comparison = compareRuns(runs);
  expect(renderComparison(comparison)).toMatch(
    /by class of disruption\n {2}process +semisync +breached +1 met, 1 breached of 2 drills\n {2}site +not measured +no drill was about it/,
  );
  const page = renderComparisonHtml(comparison, () => null);
  expect(page).toContain('<h2>By class of disruption</h2>');
  expect(page).toContain('1 met, 1 breached of 2 drills');
  expect(page).toContain('NOT MEASURED');
  const outcome = { comparison, results: runs.map(({ result }) => result), gate: undefined, report: 'x' };
  expect(renderCiSummary(outcome)).toContain('| site |  | not measured | no drill was about it |');
  expect(renderComparisonHtml(compareRuns([plantRun()]), () => null)).not.toContain('By class');
});
