import { oneLine } from '../text.ts';
import { type CiOutcome, slowestRto, verdictOf } from './summary.ts';

/** The outputs of a step, as lines of `$GITHUB_OUTPUT`. None has a line feed, so that nothing can add another. */
export function githubOutputs(outcome: CiOutcome): string {
  return outputLines(outcome)
    .map(([name, value]) => `${name}=${oneLine(value)}\n`)
    .join('');
}

/** The same as a dotenv report of GitLab: names as variables have them. */
export function gitlabVariables(outcome: CiOutcome): string {
  return outputLines(outcome)
    .map(([name, value]) => `HA_DRILL_${name.toUpperCase().replaceAll('-', '_')}=${oneLine(value)}\n`)
    .join('');
}

function outputLines(outcome: CiOutcome): [string, string][] {
  const { text, ms } = slowestRto(outcome.comparison);
  return [
    ['verdict', verdictOf(outcome)],
    ['rto', text],
    ['rto-ms', ms === null ? '' : String(ms)],
    ['report', outcome.report],
  ];
}
