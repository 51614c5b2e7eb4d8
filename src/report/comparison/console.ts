import type { Comparison, Group } from '../../compare/schema.ts';
import { comparedClassText, outcomeWords } from '../classes.ts';
import { oneLine } from '../text.ts';
import { type Side, textTable } from '../text-table.ts';
import { findingLines } from './findings.ts';
import { idleCostRows } from './idle-cost.ts';
import {
  falseFailovers,
  intervalText,
  medianText,
  nameOf,
  rangeText,
  tallyOf,
  tallyText,
  worstText,
} from './words.ts';

/** A comparison for a terminal: a table for each scenario, which of its rows differ, the cost while nothing is broken, caveats. */
export function renderComparison(comparison: Comparison): string {
  const { groups, gaps, caveats } = comparison;
  const scenarios = [...new Set(groups.map(({ scenario }) => scenario))];
  const blocks = [
    ...scenarios.map((scenario) => scenarioBlock(scenario, comparison)),
    classBlock(comparison),
    groups.length > 0 ? ['the cost while nothing is broken', ...idleCostTable(groups)] : [],
    ...(gaps.length > 0 ? [['not in the numbers', ...gaps.map(gapLine)]] : []),
    ...(caveats.length > 0
      ? [['before you compare', ...caveats.map((caveat) => `  - ${oneLine(caveat)}`)]]
      : []),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

function scenarioBlock(scenario: string, comparison: Comparison): string[] {
  const own = comparison.groups.filter((group) => group.scenario === scenario);
  const head = [
    '',
    'drills',
    'RTO service',
    'range',
    '95 % interval',
    'RTO application',
    'worst RPO',
    'failovers',
  ];
  const rows = own.map((group) => [
    nameOf(group),
    tallyText(tallyOf(group.runs)),
    medianText(group, 'rto-service'),
    rangeText(group, 'rto-service'),
    intervalText(group, 'rto-service'),
    medianText(group, 'rto-application'),
    worstText(group, 'rpo-rows'),
    failoverText(group),
  ]);
  const sides: Side[] = ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right'];
  return [
    `${scenario}: ${oneLine(own[0]?.question ?? '')}`,
    ...indented(
      textTable(
        [head, ...rows].map((row) => row.map(oneLine)),
        sides,
      ),
    ),
    ...indented(findingLines(scenario, comparison)),
  ];
}

function classBlock({ classes }: Comparison): string[] {
  if (classes.length === 0) return [];
  const rows = classes.map((one) => [
    one.disruption,
    one.topology ?? '',
    outcomeWords[one.outcome],
    comparedClassText(one),
  ]);
  const table = textTable(
    rows.map((row) => row.map(oneLine)),
    ['left', 'left', 'left', 'left'],
  );
  return ['by class of disruption', ...indented(table)];
}

function failoverText(group: Group): string {
  const unwanted = falseFailovers(group);
  return unwanted ? `${unwanted.runs} of ${unwanted.of} false` : worstText(group, 'failovers');
}

function idleCostTable(groups: readonly Group[]): string[] {
  const head = ['', 'nodes', 'containers', 'memory', 'write p50', 'write p99', 'acknowledged', 'offered'];
  const rows = idleCostRows(groups).map(({ name, nodes, services, memory, p50, p99, perSecond, offered }) => [
    name,
    String(nodes),
    String(services),
    memory,
    p50,
    p99,
    perSecond,
    offered,
  ]);
  return indented(textTable([head, ...rows], ['left', ...Array<Side>(7).fill('right')]));
}

function gapLine({ scenario, topology, sets, reason }: Comparison['gaps'][number]): string {
  return `  - ${oneLine([scenario, 'on', topology, ...sets].join(' '))}: ${oneLine(reason)}`;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
