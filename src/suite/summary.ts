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
  part?: { readonly shard: NonNullable<SuiteStatus['shard']>; readonly all: readonly Cell[] },
): SuiteStatus {
  return {
    format: 'ha-drill/suite/1',
    name: suite.name,
    description: suite.description ?? '',
    ...(part ? { shard: part.shard } : {}),
    combinations: combinations.map((combination) => {
      const own = cells.filter((cell) => cell.combination === combination);
      const ended = own.flatMap((cell) => ends.get(cell) ?? []);
      const took = ended.flatMap((end) => ('done' in end ? [end.done.tookMs] : []));
      const { drill } = combination;
      return {
        ...namesOf(combination),
        sets: [...combination.sets],
        planned: own.length,
        ...(part ? { ofSuite: part.all.filter((cell) => isOf(cell, combination)).length } : {}),
        done: took.length,
        tookMs: took.length > 0 ? took.reduce((sum, ms) => sum + ms, 0) / took.length : null,
        failures: ended.flatMap((end) => ('failure' in end ? [end.failure] : [])),
        notAvailable: 'reason' in drill ? drill.reason : null,
      };
    }),
  };
}

/** By what it is: the same combination may be known to be impossible on this machine. */
function isOf({ combination }: Cell, { scenario, topology, sets }: Combination): boolean {
  return (
    combination.scenario === scenario &&
    combination.topology === topology &&
    combination.sets.join(' ') === sets.join(' ')
  );
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
