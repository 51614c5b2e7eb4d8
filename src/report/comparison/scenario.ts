import type { ComparedRun, Comparison, Group } from '../../compare/schema.ts';
import { formatMs } from '../../formats/units.ts';
import type { MeasureName } from '../../judge/measure/names.ts';
import { type Stack, stackChart } from '../charts/stacks.ts';
import { isLogarithmic, type Strip, stripChart } from '../charts/strip.ts';
import { badge } from '../html/badge.ts';
import { findingLines } from './findings.ts';
import { phaseLegend, stripLegend } from './legends.ts';
import { anchorOf } from './matrix.ts';
import { type OutagePhase, outagePhases, phaseTitles } from './phase-titles.ts';
import {
  falseFailovers,
  intervalText,
  labelOf,
  medianText,
  nameOf,
  quantity,
  rangeText,
  tallyOf,
  tallyText,
  worstText,
} from './words.ts';

/** The address of a run's report, from where the page will be; null where the page is read without it. */
export type LinkTo = (folder: string) => string | null;

const width = 1060;

/** A section for each scenario: its groups beside each other. */
export function scenarioSections(comparison: Comparison, linkTo: LinkTo) {
  return [...Map.groupBy(comparison.groups, ({ scenario }) => scenario)].map(([scenario, groups]) => ({
    scenario,
    anchor: anchorOf(scenario),
    question: groups[0]?.question ?? '',
    svgStripLegend: stripLegend(),
    strips: [
      stripFigure(groups, 'rto-service', 'Service RTO: when could anyone have written?'),
      stripFigure(groups, 'rto-application', 'Application RTO: when did this application write again?'),
    ].filter((figure) => figure !== null),
    rows: groups.map(rowOf),
    phases: phaseFigure(groups),
    findings: findingLines(scenario, comparison),
    runs: groups.flatMap((group) => group.runs.map((run) => runRow(group, run, linkTo))),
  }));
}

function stripFigure(groups: readonly Group[], name: MeasureName, title: string) {
  const strips = groups.map((group) => ({ ...marginOf(group, groups), ...stripOf(group, name) }));
  if (strips.every(({ dots }) => dots.length === 0)) return null;
  return { title, logarithmic: isLogarithmic(strips), svgStrip: stripChart(strips, title, width) };
}

type Margin = Pick<Strip, 'name' | 'detail'>;

/** What stands beside a row of a chart, where there is little room: what all rows have in common is left out. */
function marginOf(group: Group, groups: readonly Group[]): Margin {
  const tally = tallyText(tallyOf(group.runs));
  const label = labelOf(group);
  if (label === '') return { name: group.topology, detail: tally };
  const isSweep = groups.every(({ topology }) => topology === group.topology);
  return isSweep ? { name: label, detail: tally } : { name: group.topology, detail: `${label}; ${tally}` };
}

function stripOf(group: Group, name: MeasureName): Omit<Strip, keyof Margin> {
  const summary = group.summaries[name];
  return {
    dots: completed(group).flatMap(({ run, verdict, values }) => {
      const value = values[name];
      return value ? [{ ...value, verdict, title: `${run}: ${quantity(name, value)}, ${verdict}` }] : [];
    }),
    median: summary?.median ?? null,
    p95: summary?.p95 ?? null,
    interval: summary?.interval ?? null,
    value: medianText(group, name),
    note: summary ? `p95 ${quantity(name, summary.p95)}` : '',
  };
}

function completed({ runs }: Group): ComparedRun[] {
  return runs.filter(({ lifecycle }) => lifecycle === 'completed');
}

function rowOf(group: Group) {
  const unwanted = falseFailovers(group);
  return {
    name: nameOf(group),
    tally: tallyText(tallyOf(group.runs)),
    median: medianText(group, 'rto-service'),
    range: rangeText(group, 'rto-service'),
    p95: quantity('rto-service', group.summaries['rto-service']?.p95),
    interval: intervalText(group, 'rto-service'),
    application: medianText(group, 'rto-application'),
    rpo: worstText(group, 'rpo-rows'),
    lost: (group.summaries['rpo-rows']?.greatest.value ?? 0) > 0,
    redundancy: medianText(group, 'time-to-redundancy'),
    failovers: unwanted ? `${unwanted.runs} of ${unwanted.of} false` : worstText(group, 'failovers'),
    unwanted: (unwanted?.runs ?? 0) > 0,
  };
}

/** The medians of the phases that any group has, as bars and as a table; null where no phase was measured. */
function phaseFigure(groups: readonly Group[]) {
  const stacks = groups.map((group): Stack => {
    const parts = outagePhases.flatMap((key) => {
      const phase = phaseOf(group, key);
      return phase ? [{ key, ms: phase.medianMs }] : [];
    });
    const open = (group.summaries['rto-service']?.bounds ?? 0) > 0;
    return { ...marginOf(group, groups), parts, open };
  });
  const seen = outagePhases.filter((key) => groups.some((group) => phaseOf(group, key)));
  if (seen.length === 0) return null;
  return {
    svgPhaseLegend: phaseLegend(seen),
    svgPhases: stackChart(stacks, outagePhases, 'The phases of the outage, medians', width),
    open: stacks.some(({ open }) => open),
    heads: seen.map((key) => phaseTitles[key]),
    rows: groups.map((group) => ({
      name: nameOf(group),
      cells: seen.map((key) => phaseText(group, key)),
    })),
  };
}

function phaseOf(group: Group, key: OutagePhase) {
  return group.phases.find(({ name }) => name === key);
}

function phaseText(group: Group, key: OutagePhase): string {
  const phase = phaseOf(group, key);
  if (!phase) return 'not seen';
  const all = completed(group).length;
  return `${formatMs(phase.medianMs)}${phase.of < all ? ` (of ${phase.of} in ${all})` : ''}`;
}

function runRow(group: Group, run: ComparedRun, linkTo: LinkTo) {
  return {
    name: nameOf(group),
    run: run.run,
    link: linkTo(run.folder),
    seed: run.seed,
    badge: badge(run.verdict),
    lifecycle: run.lifecycle === 'completed' ? '' : run.lifecycle,
    rto: quantity('rto-service', run.values['rto-service']),
    application: quantity('rto-application', run.values['rto-application']),
    rpo: quantity('rpo-rows', run.values['rpo-rows']),
    sentence: run.sentence,
  };
}
