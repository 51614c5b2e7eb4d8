import junit, { type Builder, type TestCase } from 'junit-report-builder';
import type { Gate, GateRow } from '../compare/gate-schema.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import { type Verdict, worst } from '../verdict.ts';
import { nameOf } from './comparison/words.ts';
import { titleOfFinding } from './gate.ts';
import { checkLines, drillLines, objectiveLines } from './plain.ts';
import { oneLine, plainText } from './text.ts';

/** A drill that was judged, and how long all of it took. */
export type TimedResult = {
  readonly result: DrillResult;
  readonly tookMs: number;
  /** The settings that tell it from the others of its scenario and topology. */
  readonly label?: Readonly<Record<string, string>> | undefined;
  /** The scenario file, which GitLab shows beside a case; of scenarios that are not in the current folder none. */
  readonly file?: string | undefined;
};

/** One test case: what it is called, what came of it, and all that is known about it. */
type Case = {
  /** The same in every drill, so that a CI system can follow it from run to run: nothing measured, no target. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly lines: readonly string[];
  readonly tookMs: number;
};

/**
 * `junit.xml`: a test case for each drill as a whole, for each objective and for each check. Several drills make one file.
 * Written for its poorest reader: some show neither messages nor suite names, so the class name tells the scenario and the
 * topology (of repetitions also which one it is), and the body of a failure carries everything. Inconclusive is an error,
 * not a failure. The time of the drill's case is that of the whole drill, and the time of an objective that is a duration
 * is what was measured, so that a CI system shows its trend; of the others it is 0.
 *
 * @param gate what these drills were held against: its cases come first, in the same file
 */
export function renderJunit(drills: readonly TimedResult[], gate?: Gate): string {
  const report = newReport();
  if (gate) addGate(report, gate);
  const seen = new Map<string, number>();
  for (const { result, tookMs, label = {}, file } of drills) {
    const kind = `${result.scenario}.${result.topology}${settingsText(label)}`;
    const number = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, number);
    const suite = report
      .testSuite()
      .name(
        oneLine(
          `ha-drill ${result.scenario} on ${result.topology}${settingsText(label)}${number > 1 ? ` (${number})` : ''}`,
        ),
      )
      .timestamp(oneLine(result.startedAt));
    suite.property('run', oneLine(result.run)).property('seed', String(result.seed));
    const className = oneLine(number > 1 ? `${kind}.${number}` : kind);
    for (const one of cases(result, tookMs)) {
      const testCase = suite.testCase().className(className);
      if (file !== undefined) testCase.file(oneLine(file));
      conclude(testCase, one, drillLines(result));
    }
  }
  return report.build();
}

/** The same of a gate: a test case for each thing that was held against the baseline. */
export function renderGateJunit(gate: Gate): string {
  const report = newReport();
  addGate(report, gate);
  return report.build();
}

function addGate(report: Builder, gate: Gate): void {
  for (const row of gate.rows) {
    const suite = report.testSuite().name(oneLine(`ha-drill gate ${row.scenario} on ${nameOf(row)}`));
    for (const finding of row.findings) {
      const { verdict, why } = finding;
      const name = titleOfFinding(finding);
      const one = { name, verdict, summary: `${name}: ${why}`, lines: [why], tookMs: 0 };
      conclude(suite.testCase().className(classOf(row)), one, changedLines(row));
    }
  }
}

function newReport() {
  // Its types claim an ES module, but it is CommonJS: the default import is the builder itself.
  return (junit as unknown as Builder).newBuilder();
}

function classOf({ scenario, topology, label }: GateRow): string {
  return oneLine(`gate.${scenario}.${topology}${settingsText(label)}`);
}

function settingsText(label: Readonly<Record<string, string>>): string {
  return Object.entries(label)
    .map(([key, value]) => `.${key}=${value}`)
    .join('');
}

function changedLines({ changed }: GateRow): string[] {
  return changed.map((change) => `since the baseline: ${change}`);
}

function cases(result: DrillResult, tookMs: number): Case[] {
  return [
    { ...drillCase(result), tookMs },
    ...result.objectives.map((objective) => ({
      name: objective.title,
      verdict: objective.verdict,
      summary: `${objective.title}: ${objective.actual}, target ${objective.target}: ${objective.reason}`,
      lines: objectiveLines(result, objective),
      tookMs: measuredMs(result, objective.measure),
    })),
    ...result.checks.map((check) => ({
      name: check.title,
      verdict: check.verdict,
      summary: check.summary,
      lines: checkLines(check),
      tookMs: 0,
    })),
  ];
}

/** What a measure of time came to; 0 for what is none, or was not measured. */
function measuredMs({ measurements }: DrillResult, measure: string): number {
  const found = measurements.find(({ name }) => name === measure);
  return found?.unit === 'ms' ? (found.value ?? 0) : 0;
}

/** That the drill was one at all; and whatever verdict neither an objective nor a check accounts for. */
function drillCase(result: DrillResult): Omit<Case, 'tookMs'> {
  const proved = result.faults.length > 0 && result.faults.every(({ inForceAtMs }) => inForceAtMs !== null);
  const ran = result.lifecycle === 'completed' && proved;
  const toldElsewhere = [...result.objectives, ...result.checks].some(
    ({ verdict }) => verdict === result.verdict,
  );
  const own = result.verdict === 'pass' || toldElsewhere ? 'pass' : result.verdict;
  return {
    name: 'the drill ran to its end and its fault was proved',
    verdict: worst([ran ? 'pass' : 'inconclusive', own]),
    summary: result.sentence,
    lines: [],
  };
}

function conclude(testCase: TestCase, one: Case, drill: readonly string[]): void {
  const { verdict, summary, lines } = one;
  testCase.name(oneLine(one.name)).time(Math.round(one.tookMs) / 1000);
  const body = characterData([...lines, ...drill].join('\n'));
  if (verdict === 'fail') testCase.failure(oneLine(summary), 'fail').stacktrace(body);
  if (verdict === 'inconclusive') testCase.error(oneLine(summary), 'inconclusive', body);
  if (verdict === 'pass' && lines.length > 0) testCase.standardOutput(characterData(lines.join('\n')));
}

/** Text for a CDATA section: the builder splits only the first `]]>` of a text, so none may be left in it. */
function characterData(text: string): string {
  return plainText(text).replaceAll(']]>', ']] >');
}
