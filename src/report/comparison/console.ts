import type { Comparison, Group } from '../../compare/schema.ts';
import { formatMs } from '../../units.ts';
import { oneLine } from '../text.ts';
import { type Side, textTable } from '../text-table.ts';
import { findingText } from './findings.ts';
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

/** A comparison for a terminal: a table for each scenario, which of its rows differ, the price in peace, caveats. */
export function renderComparison(comparison: Comparison): string {
  const { groups, gaps, caveats } = comparison;
  const scenarios = [...new Set(groups.map(({ scenario }) => scenario))];
  const blocks = [
    ...scenarios.map((scenario) => scenarioBlock(scenario, comparison)),
    groups.length > 0 ? ['the price in peace', ...peaceTable(groups)] : [],
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

function scenarioBlock(scenario: string, { groups, pairs }: Comparison): string[] {
  const own = groups.filter((group) => group.scenario === scenario);
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
    ...indented(pairs.filter((pair) => pair.scenario === scenario).map((pair) => findingText(pair, groups))),
  ];
}

function failoverText(group: Group): string {
  const unwanted = falseFailovers(group);
  return unwanted ? `${unwanted.runs} of ${unwanted.of} false` : worstText(group, 'failovers');
}

/** What each topology costs while nothing is broken: a row for each distinct one, from its drill of most runs. */
function peaceTable(groups: readonly Group[]): string[] {
  const head = ['', 'scenario', 'nodes', 'containers', 'write p50', 'write p99', 'acknowledged', 'offered'];
  const rows = groups.map((group) => [
    nameOf(group),
    group.scenario,
    String(group.nodes),
    String(group.services),
    group.peace.p50Ms === null ? '' : formatMs(group.peace.p50Ms),
    group.peace.p99Ms === null ? '' : formatMs(group.peace.p99Ms),
    group.peace.perSecond === null ? 'not measured' : `${Number(group.peace.perSecond.toFixed(1))}/s`,
    `${group.offeredPerSecond}/s`,
  ]);
  return indented(
    textTable([head, ...rows], ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right']),
  );
}

function gapLine({ scenario, topology, sets, reason }: Comparison['gaps'][number]): string {
  return `  - ${oneLine([scenario, 'on', topology, ...sets].join(' '))}: ${oneLine(reason)}`;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
