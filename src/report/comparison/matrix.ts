import type { Comparison, Group } from '../../compare/schema.ts';
import { badge } from '../html/badge.ts';
import { medianText, nameOf, tallyOf, tallyText, verdictOf, worstText } from './words.ts';

/** A row for each scenario, a column for each topology and setting, and what came out where they meet. */
export function matrix({ groups, gaps }: Comparison) {
  const columns = [...new Set(groups.map(nameOf)), ...gapsAlone(groups, gaps)];
  const scenarios = [...new Set([...groups, ...gaps].map(({ scenario }) => scenario))].toSorted();
  return {
    columns,
    rows: scenarios.map((scenario) => ({
      scenario,
      anchor: groups.some((group) => group.scenario === scenario) ? anchorOf(scenario) : '',
      cells: columns.map((column) => {
        const group = groups.find((one) => one.scenario === scenario && nameOf(one) === column);
        return group ? cellOf(group) : { drilled: false as const, why: whyNot(scenario, column, gaps) };
      }),
    })),
  };
}

/** The place on the page where a scenario stands. */
export function anchorOf(scenario: string): string {
  return `scenario-${scenario.replaceAll(/[^a-z0-9-]/gi, '-')}`;
}

function cellOf(group: Group) {
  return {
    drilled: true as const,
    badge: badge(verdictOf(group)),
    tally: tallyText(tallyOf(group.runs)),
    rto: medianText(group, 'rto-service'),
    measured: group.summaries['rto-service'] !== undefined,
    rpo: worstText(group, 'rpo-rows'),
    lost: (group.summaries['rpo-rows']?.greatest.value ?? 0) > 0,
  };
}

/** Topologies that were planned and never drilled have a column too. */
function gapsAlone(groups: readonly Group[], gaps: Comparison['gaps']): string[] {
  const drilled = new Set(groups.map(({ topology }) => topology));
  return [...new Set(gaps.map(({ topology }) => topology).filter((topology) => !drilled.has(topology)))];
}

function whyNot(scenario: string, column: string, gaps: Comparison['gaps']): string {
  const gap = gaps.find((one) => one.scenario === scenario && column.split(' ')[0] === one.topology);
  if (!gap) return 'not drilled';
  return gap.reason.startsWith('not available') ? 'not available' : 'not completed';
}
