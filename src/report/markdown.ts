import { formatMs } from '../formats/units.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import { classRows, outcomeWords } from './classes.ts';
import { clientRows } from './clients.ts';
import { expectedTable } from './expected.ts';
import { escapedMarkdown } from './markdown-text.ts';
import { timeZero } from './series/frame.ts';
import {
  formatCount,
  formatOffset,
  formatQuantity,
  formatResolution,
  formatTarget,
  formatWallTime,
} from './text.ts';

/** GitHub drops a whole job summary above 1024 KiB: stay well below. */
const mostBytes = 900 * 1024;

/** `summary.md`: the judgement for pull requests and job summaries, at most 900 KiB. */
export function renderMarkdown(result: DrillResult): string {
  return capped([
    ...heading(result),
    ...objectives(result),
    ...classes(result),
    ...clients(result),
    ...phases(result),
    ...expected(result),
    ...checks(result),
    ...loss(result),
    ...measures(result),
  ]);
}

function heading(result: DrillResult): string[] {
  return [
    `## ${result.verdict.toUpperCase()}: ${escapedMarkdown(result.scenario)} on ${escapedMarkdown(result.topology)}`,
    '',
    `**${escapedMarkdown(result.sentence)}**`,
    '',
    ...result.reasons.map((reason) => `- ${escapedMarkdown(reason)}`),
    ...(result.reasons.length > 0 ? [''] : []),
    `Run ${escapedMarkdown(result.run)}, seed ${result.seed}, started ${escapedMarkdown(formatWallTime(result.startedAt))}, ${result.lifecycle}. ` +
      'Measured on an isolated replica in containers, not in production.',
    '',
  ];
}

function objectives(result: DrillResult): string[] {
  const rows = result.objectives.map((one) => [
    one.verdict,
    one.title,
    formatTarget(one.target),
    one.actual,
    one.margin ?? '',
    one.reason,
  ]);
  return section('Objectives', ['Verdict', 'Objective', 'Target', 'Measured', 'Margin', 'Why'], rows);
}

function classes(result: DrillResult): string[] {
  const rows = classRows(result).map((row) => [
    row.disruption,
    outcomeWords[row.outcome],
    row.title,
    row.target,
    row.actual,
    row.origin,
    row.reason,
  ]);
  const head = ['Class', 'Result', 'Objective', 'Target', 'Measured', 'From', 'Why'];
  return section('By class of disruption', head, rows);
}

function clients(result: DrillResult): string[] {
  const rows = clientRows(result).map((one) => [
    one.name,
    one.rto,
    one.resolution,
    one.lastError,
    one.settings,
  ]);
  return section('Clients side by side', ['Client', 'RTO', 'Resolution', 'Last error', 'Settings'], rows);
}

function phases(result: DrillResult): string[] {
  const zeroMs = timeZero(result) ?? 0;
  const rows = result.phases.map(({ name, startedAtMs, endedAtMs, endedBy }) => [
    name,
    endedAtMs === null ? 'not seen to end' : formatMs(endedAtMs - startedAtMs),
    endedAtMs === null ? '' : formatOffset(endedAtMs - zeroMs),
    endedBy,
  ]);
  return section('Phases of the RTO', ['Phase', 'Took', 'Until', 'Ended by'], rows);
}

function expected(result: DrillResult): string[] {
  const { situation, rows } = expectedTable(result);
  return section(
    'What the settings promise',
    [`When ${situation}`, 'Expected', 'Measured', 'By which settings', 'Not in it'],
    rows.map((row) => [row.what, row.expected, row.measured, row.settings, row.unknown]),
  );
}

function checks(result: DrillResult): string[] {
  const rows = result.checks.map(({ verdict, title, summary }) => [verdict, title, summary]);
  const evidence = result.checks
    .filter(({ verdict, evidence }) => verdict !== 'pass' && evidence.length > 0)
    .flatMap((check) => [
      `**${escapedMarkdown(check.title)}**`,
      '',
      ...check.evidence.map((line) => `- ${escapedMarkdown(line)}`),
      '',
    ]);
  return [...section('Checks', ['Verdict', 'Check', 'Found'], rows), ...evidence];
}

function loss({ loss: found }: DrillResult): string[] {
  if (found === null) return ['### Data', '', 'Data loss was not measured.', ''];
  const rows = [
    ['acknowledged', formatCount(found.acknowledged)],
    ['lost', formatCount(found.lost)],
    ['stranded on another node', formatCount(found.stranded)],
    ['unknown, present', formatCount(found.unknownPresent)],
    ['unknown, changed', formatCount(found.unknownChanged)],
    ['unknown, absent', formatCount(found.unknownAbsent)],
  ];
  return section('Data', ['Writes', 'Rows'], rows);
}

function measures(result: DrillResult): string[] {
  const rows = result.measurements.map((one) => [
    one.title,
    formatQuantity(one),
    formatResolution(one),
    one.how,
  ]);
  return section('Measures', ['Measure', 'Value', 'Resolution', 'How it was taken'], rows);
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(escapedMarkdown).join(' | ')} |`;
  return [`### ${title}`, '', line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line), ''];
}

/** Whole lines up to the limit; what is left out is said. */
export function capped(lines: readonly string[]): string {
  let bytes = 200;
  const kept = lines.findIndex((line) => {
    bytes += Buffer.byteLength(line) + 1;
    return bytes > mostBytes;
  });
  if (kept === -1) return `${lines.join('\n').trimEnd()}\n`;
  const note = `${formatCount(lines.length - kept)} more lines are left out; all of it is in report.html and result.json.`;
  return `${[...lines.slice(0, kept), '', note].join('\n')}\n`;
}
