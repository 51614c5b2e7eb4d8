import { formatProblem } from '../document/problem.ts';
import { firstLines } from '../document/shortened.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import { tell } from './output.ts';

/** Says on stderr what is doubtful in some scenarios, each line once, no more than a screen full. */
export function tellWarnings(scenarios: readonly Pick<LoadedScenario, 'warnings'>[]): void {
  const lines = new Set(scenarios.flatMap(({ warnings }) => warnings.map(formatProblem)));
  for (const line of firstLines([...lines], 20, 6000)) tell(`warning: ${line}`);
}
