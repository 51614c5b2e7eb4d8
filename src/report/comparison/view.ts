import type { Comparison, Group } from '../../compare/schema.ts';
import { patternDefinitions } from '../charts/patterns.ts';
import { comparedClassText, outcomeWords, verdictOfOutcome } from '../classes.ts';
import { badge } from '../html/badge.ts';
import { idleCostRows } from './idle-cost.ts';
import { matrix } from './matrix.ts';
import { type LinkTo, scenarioSections } from './scenario.ts';
import { sweepFigures } from './sweep-figures.ts';
import { tallyOf, tallyText } from './words.ts';

/** All that the page of a comparison shows, as plain data and finished pictures (whose names begin with `svg`). */
export function comparisonView(comparison: Comparison, linkTo: LinkTo) {
  const { groups, gaps, caveats } = comparison;
  return {
    title: titleOf(groups),
    tally: tallyText(tallyOf(groups.flatMap(({ runs }) => runs))),
    caveats,
    svgDefinitions: patternDefinitions(),
    matrix: matrix(comparison),
    classes: comparison.classes.map((one) => ({
      disruption: one.disruption,
      topology: one.topology ?? '',
      drills: comparedClassText(one),
      badge: { ...badge(verdictOfOutcome[one.outcome]), word: outcomeWords[one.outcome].toUpperCase() },
    })),
    scenarios: scenarioSections(comparison, linkTo),
    sweeps: sweepFigures(groups),
    idleCost: idleCostRows(groups),
    gaps: gaps.map(({ scenario, topology, sets, reason }) => ({
      drill: [scenario, 'on', topology, ...sets].join(' '),
      reason,
    })),
  };
}

function titleOf(groups: readonly Group[]): string {
  const drills = groups.reduce((sum, { runs }) => sum + runs.length, 0);
  const scenarios = new Set(groups.map(({ scenario }) => scenario)).size;
  const topologies = new Set(groups.map(({ topology }) => topology)).size;
  return [
    counted(drills, 'drill'),
    'of',
    counted(scenarios, 'scenario'),
    'on',
    counted(topologies, 'topology', 'topologies'),
  ].join(' ');
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export type ComparisonView = ReturnType<typeof comparisonView>;
