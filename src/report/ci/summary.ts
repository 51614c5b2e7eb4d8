import type { Gate } from '../../compare/gate-schema.ts';
import type { Comparison, Group } from '../../compare/schema.ts';
import type { DrillResult } from '../../judge/measure/types.ts';
import { type Verdict, worst } from '../../verdict.ts';
import { comparedClassText, outcomeWords } from '../classes.ts';
import { medianText, nameOf, tallyOf, tallyText, worstText } from '../comparison/words.ts';
import { renderGateMarkdown } from '../gate.ts';
import { capped, renderMarkdown } from '../markdown.ts';
import { escapedMarkdown } from '../markdown-text.ts';
import { notMeasured } from '../text.ts';

/** What a CI job is to be told of some drills: all that is known of them, and the gate's judgement where there is one. */
export type CiOutcome = {
  readonly comparison: Comparison;
  readonly results: readonly DrillResult[];
  readonly gate: Gate | undefined;
  /** The page that people open first, as a path. */
  readonly report: string;
};

/** The gate's verdict where there is one, which holds the drills against a baseline; else the worst of the drills. */
export function verdictOf({ gate, results, comparison }: CiOutcome): Verdict {
  if (gate) return gate.verdict;
  const left = comparison.gaps.length > 0 ? (['inconclusive'] as const) : [];
  return worst([...results.map(({ verdict }) => verdict), ...left]);
}

/** The service RTO of the slowest drill: the greatest of the medians, in words and in ms; null where it is none or a bound. */
export function slowestRto({ groups }: Comparison): { readonly text: string; readonly ms: number | null } {
  const [slowest] = groups
    .filter(({ summaries }) => summaries['rto-service'])
    .toSorted((a, b) => medianOf(b) - medianOf(a));
  const median = slowest?.summaries['rto-service']?.median;
  if (!slowest || !median) return { text: notMeasured, ms: null };
  return { text: medianText(slowest, 'rto-service'), ms: median.atLeast ? null : Math.round(median.value) };
}

function medianOf({ summaries }: Group): number {
  return summaries['rto-service']?.median.value ?? -1;
}

/** The summary of a job as Markdown, at most 900 KiB: the gate, a row for each kind of drill, then every drill, folded. */
export function renderCiSummary(outcome: CiOutcome): string {
  const { comparison, results, gate } = outcome;
  const [only] = results;
  if (!gate && only && results.length === 1) return renderMarkdown(only);
  return capped([
    ...(gate
      ? renderGateMarkdown(gate).split('\n')
      : [`## ${verdictOf(outcome).toUpperCase()}: ${drillsText(comparison)}`, '']),
    ...table(comparison.groups),
    ...classTable(comparison),
    ...(gate ? [] : [...asides(comparison), '']),
    ...results.toSorted(badFirst).flatMap(folded),
  ]);
}

function drillsText({ groups }: Comparison): string {
  if (groups.length === 0) return 'no drill left a record';
  return tallyText(tallyOf(groups.flatMap(({ runs }) => runs)));
}

function table(groups: readonly Group[]): string[] {
  if (groups.length === 0) return [];
  const head = ['Drill', 'On', 'Outcome', 'RTO (service), median', 'RTO (application), median', 'RPO, worst'];
  const rows = groups.map((group) => [
    group.scenario,
    nameOf(group),
    tallyText(tallyOf(group.runs)),
    medianText(group, 'rto-service'),
    medianText(group, 'rto-application'),
    worstText(group, 'rpo-rows'),
  ]);
  return markdownTable('Drills', head, rows);
}

function classTable({ classes }: Comparison): string[] {
  if (classes.length === 0) return [];
  const rows = classes.map((one) => [
    one.disruption,
    one.topology ?? '',
    outcomeWords[one.outcome],
    comparedClassText(one),
  ]);
  return markdownTable('By class of disruption', ['Class', 'On', 'Result', 'Drills'], rows);
}

function markdownTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escapedMarkdown).join(' | ')} |`;
  return [`### ${title}`, '', line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line), ''];
}

function asides({ gaps, caveats }: Comparison): string[] {
  return [
    ...gaps.map(({ scenario, topology, sets, reason }) =>
      ['not in the numbers:', scenario, 'on', topology, ...sets, `(${reason})`].join(' '),
    ),
    ...caveats,
  ].map((text) => `- ${escapedMarkdown(text)}`);
}

function folded(result: DrillResult): string[] {
  const { verdict, scenario, topology, run } = result;
  const title = [verdict, scenario, 'on', topology, `(${run})`].map(escapedMarkdown).join(' ');
  return [`<details><summary>${title}</summary>`, '', renderMarkdown(result).trimEnd(), '', '</details>', ''];
}

const order: Readonly<Record<Verdict, number>> = { fail: 0, inconclusive: 1, pass: 2 };

function badFirst(a: DrillResult, b: DrillResult): number {
  return order[a.verdict] - order[b.verdict];
}
