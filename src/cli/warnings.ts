import { formatProblem } from '../document/problem.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import { tell } from './output.ts';

/** More than anybody reads. */
const most = 20;

/** What is doubtful in some scenarios, a line each, each once, and no more than fit on a screen. */
export function warningLines(scenarios: readonly Pick<LoadedScenario, 'warnings'>[]): string[] {
  const lines = [...new Set(scenarios.flatMap(({ warnings }) => warnings.map(formatProblem)))];
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `... and ${lines.length - most} more`];
}

/** Says it on stderr; a warning changes no exit code. */
export function tellWarnings(scenarios: readonly Pick<LoadedScenario, 'warnings'>[]): void {
  for (const line of warningLines(scenarios)) tell(`warning: ${line}`);
}
