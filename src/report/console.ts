import { styleText } from 'node:util';
import type { DrillResult } from '../judge/measure/types.ts';
import type { Verdict } from '../verdict.ts';
import { classRows, outcomeWords, verdictOfOutcome } from './classes.ts';
import { clientRows } from './clients.ts';
import { oneLine } from './text.ts';

type Paint = (verdict: Verdict, text: string) => string;

/**
 * What `ha-drill run` prints: the drill, its objectives, its clients side by side, the checks that did not pass, the reasons, and last,
 * where a reader of a terminal looks first, the verdict in one sentence. No line feed at the end.
 */
export function renderConsole(result: DrillResult, { colour }: { colour: boolean }): string {
  const paint: Paint = (verdict, text) =>
    colour ? styleText([...colours[verdict]], text, { validateStream: false }) : text;
  const blocks = [
    [oneLine(`${result.scenario} on ${result.topology}, seed ${result.seed}, run ${result.run}`)],
    objectiveTable(result, paint),
    classTable(result, paint),
    clientTable(result),
    checkSummary(result, paint),
    result.reasons.length === 0
      ? []
      : ['why not pass:', ...result.reasons.map((reason) => `  - ${oneLine(reason)}`)],
    [`${paint(result.verdict, result.verdict.toUpperCase())}  ${oneLine(result.sentence)}`],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const colours = {
  pass: ['bold', 'green'],
  inconclusive: ['bold', 'yellow'],
  fail: ['bold', 'red'],
} as const satisfies Record<Verdict, readonly string[]>;

function objectiveTable({ objectives }: DrillResult, paint: Paint): string[] {
  if (objectives.length === 0) return [];
  const head = ['objective', 'target', 'measured', 'margin'];
  const rows = objectives.map((one) => [one.title, one.target, one.actual, one.margin ?? ''].map(oneLine));
  const verdicts = objectives.map(({ verdict }) => paint(verdict, verdict));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const aligned = ([title = '', ...others]: readonly string[]) => [
    title.padEnd(widths[0] ?? 0),
    ...others.map((cell, index) => cell.padStart(widths[index + 1] ?? 0)),
  ];
  const line = (cells: readonly string[], verdict: string) => `  ${[...aligned(cells), verdict].join('  ')}`;
  return [line(head, 'verdict'), ...rows.map((row, index) => line(row, verdicts[index] ?? ''))];
}

function classTable(result: DrillResult, paint: Paint): string[] {
  const rows = classRows(result);
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(({ disruption }) => disruption.length));
  return [
    'by class of disruption:',
    ...rows.map(({ disruption, outcome, title, actual, target, origin, reason }) => {
      const what =
        title === ''
          ? reason
          : `${title} ${actual}, target ${target} (${origin})${outcome === 'not-measured' ? `: ${reason}` : ''}`;
      const word = paint(verdictOfOutcome[outcome], outcomeWords[outcome].padEnd(12));
      return `  ${oneLine(disruption).padEnd(width)}  ${word}  ${oneLine(what)}`;
    }),
  ];
}

function clientTable(result: DrillResult): string[] {
  const rows = clientRows(result).map(({ name, rto, settings }) => [name, rto, settings].map(oneLine));
  if (rows.length === 0) return [];
  const head = ['client', 'RTO', 'settings'];
  const width = (column: number) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0));
  const [nameWidth, rtoWidth] = [width(0), width(1)];
  return [head, ...rows].map(
    ([name = '', rto = '', settings = '']) =>
      `  ${name.padEnd(nameWidth)}  ${rto.padStart(rtoWidth)}  ${settings}`,
  );
}

function checkSummary({ checks }: DrillResult, paint: Paint): string[] {
  if (checks.length === 0) return [];
  const passed = checks.filter(({ verdict }) => verdict === 'pass').length;
  return [
    `checks: ${passed} of ${checks.length} passed`,
    ...checks
      .filter(({ verdict }) => verdict !== 'pass')
      .flatMap(({ title, verdict, summary, evidence }) => [
        `  ${paint(verdict, verdict)}  ${oneLine(title)}: ${oneLine(summary)}`,
        ...evidence.slice(0, 3).map((line) => `        ${oneLine(line)}`),
      ]),
  ];
}
