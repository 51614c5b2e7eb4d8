import junit, { type Builder, type TestCase } from 'junit-report-builder';
import type { DrillResult } from '../judge/measure/types.ts';
import { type Verdict, worst } from '../verdict.ts';
import { checkLines, drillLines, objectiveLines } from './plain.ts';
import { notMeasured, oneLine, plainText } from './text.ts';

/** One test case: what it is called, what came of it, and all that is known about it. */
type Case = {
  readonly name: string;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly lines: readonly string[];
};

/**
 * `junit.xml`: a test case for the drill as a whole, for each objective and for each check.
 * Written for its poorest reader: some show neither messages nor suite names, so the class name tells the
 * scenario and the topology, and the body of a failure carries everything. Inconclusive is an error, not a failure.
 */
export function renderJunit(result: DrillResult): string {
  // Its types claim an ES module, but it is CommonJS: the default import is the builder itself.
  const report = (junit as unknown as Builder).newBuilder();
  const suite = report
    .testSuite()
    .name(oneLine(`ha-drill ${result.scenario} on ${result.topology}`))
    .timestamp(oneLine(result.startedAt));
  suite.property('run', oneLine(result.run)).property('seed', String(result.seed));
  for (const one of cases(result)) {
    const testCase = suite
      .testCase()
      .className(oneLine(`${result.scenario}.${result.topology}`))
      .name(oneLine(one.name));
    conclude(testCase, one, drillLines(result));
  }
  return report.build();
}

function cases(result: DrillResult): Case[] {
  return [
    drillCase(result),
    ...result.objectives.map((objective) => ({
      name: `${objective.title} ${objective.target} (${measuredText(objective.actual)})`,
      verdict: objective.verdict,
      summary: `${objective.title}: ${objective.actual}, target ${objective.target}: ${objective.reason}`,
      lines: objectiveLines(result, objective),
    })),
    ...result.checks.map((check) => ({
      name: check.title,
      verdict: check.verdict,
      summary: check.summary,
      lines: checkLines(check),
    })),
  ];
}

function measuredText(actual: string): string {
  return actual === notMeasured ? actual : `measured ${actual}`;
}

/** That the drill was one at all; and whatever verdict neither an objective nor a check accounts for. */
function drillCase(result: DrillResult): Case {
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

function conclude(testCase: TestCase, { verdict, summary, lines }: Case, drill: readonly string[]): void {
  const body = characterData([...lines, ...drill].join('\n'));
  if (verdict === 'fail') testCase.failure(oneLine(summary), 'fail').stacktrace(body);
  if (verdict === 'inconclusive') testCase.error(oneLine(summary), 'inconclusive', body);
  if (verdict === 'pass' && lines.length > 0) testCase.standardOutput(characterData(lines.join('\n')));
}

/** Text for a CDATA section: the builder splits only the first `]]>` of a text, so none may be left in it. */
function characterData(text: string): string {
  return plainText(text).replaceAll(']]>', ']] >');
}
