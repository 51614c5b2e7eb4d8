import { formatProblem } from '../document/problem.ts';
import { firstLines } from '../document/shortened.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import { tell } from './output.ts';

/** What is doubtful in some scenarios, each line once. */
export function warningLines(scenarios: readonly Pick<LoadedScenario, 'warnings'>[]): string[] {
  return [...new Set(scenarios.flatMap(({ warnings }) => warnings.map(formatProblem)))];
}

/** Says on stderr what is doubtful in some scenarios, each line once, no more than a screen full. */
export function tellWarnings(scenarios: readonly Pick<LoadedScenario, 'warnings'>[]): void {
  for (const line of firstLines(warningLines(scenarios), 20, 6000)) tell(`warning: ${line}`);
}
