import { formatProblem } from '../document/problem.ts';
import { firstLines } from '../document/shortened.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { tell } from './output.ts';

/** What is doubtful in some scenarios, each line once. */
export function warningLines(scenarios: readonly Pick<LoadedScenario, 'warnings'>[]): string[] {
  return [...new Set(scenarios.flatMap(({ warnings }) => warnings.map(formatProblem)))];
}

/** Says on stderr what is doubtful in some scenarios, each line once, no more than a screen full. */
export function tellWarnings(scenarios: readonly Pick<LoadedScenario, 'warnings'>[]): void {
  for (const line of firstLines(warningLines(scenarios), 20, 6000)) tell(`warning: ${line}`);
}

/** Says on stderr what topologies are given of this machine because they are trusted. */
export function tellTrusted(topologies: readonly Pick<LoadedTopology, 'trusted'>[]): void {
  for (const line of new Set(topologies.flatMap(({ trusted }) => trusted))) tell(`trusted: ${line}`);
}
