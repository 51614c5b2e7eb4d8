import type { SuiteStatus } from '../compare/suite-status.ts';
import type { CellEnd } from './conduct.ts';
import type { LoadedSuite } from './load.ts';
import type { Cell, Combination } from './matrix.ts';

/** What `suite.json` says of a suite. */
export function statusOf(
  { suite }: LoadedSuite,
  combinations: readonly Combination[],
  cells: readonly Cell[],
  ends: ReadonlyMap<Cell, CellEnd>,
): SuiteStatus {
  return {
    format: 'ha-drill/suite/1',
    name: suite.name,
    description: suite.description ?? '',
    combinations: combinations.map((combination) => {
      const own = cells.filter((cell) => cell.combination === combination);
      const ended = own.flatMap((cell) => ends.get(cell) ?? []);
      const { drill } = combination;
      return {
        ...namesOf(combination),
        sets: [...combination.sets],
        planned: own.length,
        done: ended.filter((end) => 'done' in end).length,
        failures: ended.flatMap((end) => ('failure' in end ? [end.failure] : [])),
        notAvailable: 'reason' in drill ? drill.reason : null,
      };
    }),
  };
}

/** The names of a combination's scenario and topology; their paths where neither could be loaded together. */
export function namesOf({ drill, scenario, topology }: Combination): { scenario: string; topology: string } {
  if ('reason' in drill) return { scenario: stem(scenario), topology: stem(topology) };
  return { scenario: drill.scenario.name, topology: drill.topology.name };
}

/** `kill-primary` of `scenarios/kill-primary.yml`. */
function stem(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.ya?ml$/, '');
}
