import type { Finding, Gate, GateRow } from '../compare/gate-schema.ts';
import { formatMs } from '../formats/units.ts';
import { worst } from '../verdict.ts';
import { nameOf } from './comparison/words.ts';
import { escapedMarkdown } from './markdown-text.ts';
import { oneLine } from './text.ts';

/** The judgement of a gate for a terminal: every row with its findings, and last the verdict. */
export function renderGate(gate: Gate): string {
  const rows = gate.rows.flatMap((row) => [
    `${verdictOf(row)}  ${row.scenario} on ${nameOf(row)}`,
    ...row.findings.map(
      ({ measure, verdict, why }) => `    ${verdict}  ${titleOfFinding({ measure })}: ${why}`,
    ),
    ...row.changed.map((change) => `    since the baseline: ${change}`),
  ]);
  return [
    ...rows,
    ...asideLines(gate),
    '',
    limitsText(gate),
    `${gate.verdict.toUpperCase()}  ${sentenceOf(gate)}`,
  ]
    .map(oneLineIndented)
    .join('\n');
}

/** The same as Markdown, for the comment on a pull request: what is worse first, what is well folded away. */
export function renderGateMarkdown(gate: Gate): string {
  const told = gate.rows.filter((row) => verdictOf(row) !== 'pass').toSorted(failFirst);
  const well = gate.rows.filter((row) => verdictOf(row) === 'pass');
  return [
    `## ${gate.verdict.toUpperCase()}: ${escapedMarkdown(sentenceOf(gate))}`,
    '',
    ...table(
      told.flatMap((row) =>
        row.findings.filter(({ verdict }) => verdict !== 'pass').map((finding) => cells(row, finding)),
      ),
    ),
    ...gate.rows.flatMap((row) =>
      row.changed.map(
        (change) =>
          `- ${escapedMarkdown(`${row.scenario} on ${nameOf(row)}, since the baseline: ${change}`)}`,
      ),
    ),
    ...asideLines(gate).map((line) => `- ${escapedMarkdown(line)}`),
    '',
    ...(well.length > 0 ? folded(well) : []),
    escapedMarkdown(limitsText(gate)),
    '',
  ].join('\n');
}

function folded(rows: readonly GateRow[]): string[] {
  const found = rows.flatMap((row) => row.findings.map((finding) => cells(row, finding)));
  return [`<details><summary>${rows.length} not worse</summary>`, '', ...table(found), '</details>', ''];
}

function table(rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (words: readonly string[]) => `| ${words.map(escapedMarkdown).join(' | ')} |`;
  return [line(['Verdict', 'Drill', 'Measure', 'Found']), '| --- | --- | --- | --- |', ...rows.map(line), ''];
}

function cells(row: GateRow, { measure, verdict, why }: Finding): string[] {
  return [verdict, `${row.scenario} on ${nameOf(row)}`, titleOfFinding({ measure }), why];
}

function failFirst(a: GateRow, b: GateRow): number {
  return Number(verdictOf(b) === 'fail') - Number(verdictOf(a) === 'fail');
}

function verdictOf({ findings }: GateRow) {
  return worst(findings.map(({ verdict }) => verdict));
}

const titles: Readonly<Partial<Record<Finding['measure'], string>>> = {
  'rto-service': 'RTO (service)',
  'rto-application': 'RTO (application)',
  'rpo-rows': 'RPO',
};

/** What a finding is about, in words. */
export function titleOfFinding({ measure }: Pick<Finding, 'measure'>): string {
  return titles[measure] ?? measure;
}

/** What is in no row, and what to know of the rows. */
function asideLines({ added, gaps, caveats }: Gate): string[] {
  return [
    ...added.map(
      (group) => `${group.scenario} on ${nameOf(group)} is not in the baseline: nothing to hold it against`,
    ),
    ...gaps.map(
      ({ scenario, topology, sets, reason }) =>
        `not in the numbers: ${[scenario, 'on', topology, ...sets].join(' ')}: ${reason}`,
    ),
    ...caveats,
  ];
}

function sentenceOf({ verdict, rows }: Gate): string {
  const of = (wanted: string) => rows.filter((row) => verdictOf(row) === wanted).length;
  if (rows.length === 0) return 'the baseline is empty: nothing was compared';
  if (verdict === 'fail') return `${of('fail')} of ${rows.length} got worse than the baseline`;
  if (verdict === 'inconclusive')
    return `of ${of('inconclusive')} of ${rows.length} it cannot be told whether they got worse`;
  return rows.length === 1
    ? 'not worse than the baseline'
    : `none of ${rows.length} got worse than the baseline`;
}

function limitsText({ limits: { significance, leastRise, leastRiseMs, flaky } }: Gate): string {
  if (flaky !== undefined)
    return `Worse: any lost row where none was, more than ${flaky * 100} % of failing drills (or more than in the baseline), or an RTO higher by ${formatMs(leastRiseMs)} and ${leastRise * 100} % at least. The chance that this gate fails although nothing changed is ${significance * 100} % at most, and so is that of passing what is worse, however often drills were repeated (sequential tests).`;
  return `Worse: any lost row more, any failing drill where none was, a share of failing drills higher than chance explains (Fisher, exact), or a median RTO higher by ${formatMs(leastRiseMs)} and ${leastRise * 100} % at least that a one-sided rank test (Gehan-Wilcoxon, exact) does not take for chance at ${significance * 100} %.`;
}

function oneLineIndented(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return `${indent}${oneLine(line)}`;
}
