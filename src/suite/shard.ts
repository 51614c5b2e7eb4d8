import { createHash } from 'node:crypto';
import type { SuiteStatus } from '../compare/suite-status.ts';
import { planScenario } from '../scenario/plan.ts';
import { parameterValues } from '../topology/parameters.ts';
import type { Cell } from './matrix.ts';
import { namesOf } from './summary.ts';

/** Which part of a suite: `index` (from 1) of `count`. */
export type Shard = { readonly index: number; readonly count: number };

/** About what a drill takes beside its load (ms): containers, looks at the end, tear-down. */
const aroundLoadMs = 40_000;

/** How long each drill of a suite is expected to take (ms): as recorded, else by what its scenario waits for at least. */
export function expectedMs(cell: Cell, recorded: SuiteStatus | undefined): number {
  const { scenario, topology } = namesOf(cell.combination);
  const sets = cell.combination.sets.join(' ');
  const known = recorded?.combinations.find(
    (one) => one.scenario === scenario && one.topology === topology && one.sets.join(' ') === sets,
  );
  if (known?.tookMs) return known.tookMs;
  const { phases } = planScenario(cell.drill, cell.seed);
  return aroundLoadMs + Math.max(0, ...phases.map(({ startMs, leastMs }) => startMs + leastMs));
}

/**
 * The drills of a shard, in the order of the suite. Each drill is in one shard: the longest goes first, each to the shard
 * that has least to do (Graham's LPT, at most 4/3 of the best). The same suite and durations give the same shards anywhere.
 */
export function shardOf(
  cells: readonly Cell[],
  durationsMs: readonly number[],
  { index, count }: Shard,
): Cell[] {
  const order = cells
    .map((cell, place) => ({ cell, place, ms: durationsMs[place] ?? 0 }))
    .toSorted((a, b) => b.ms - a.ms || a.place - b.place);
  const loadsMs = Array.from({ length: count }, () => 0);
  const own = new Set<Cell>();
  for (const { cell, ms } of order) {
    const least = loadsMs.indexOf(Math.min(...loadsMs));
    loadsMs[least] = (loadsMs[least] ?? 0) + ms;
    if (least === index - 1) own.add(cell);
  }
  return cells.filter((cell) => own.has(cell));
}

/** What identifies a suite: SHA-256 of every drill in it, with its files, values and seed. */
export function suiteDigest(cells: readonly Cell[]): string {
  const hash = createHash('sha256');
  for (const { drill, seed, combination } of cells) {
    const parameters = parameterValues(drill.topology, drill.scenario.parameters);
    const { text, topology } = drill;
    // By the name of its topology: its path is another one on each machine.
    const scenario = { ...drill.scenario, topology: topology.name };
    hash.update(JSON.stringify([scenario, text, topology.composeText, parameters, combination.sets, seed]));
  }
  return hash.digest('hex');
}
