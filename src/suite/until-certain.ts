import { mostDrills } from '../compare/gate-certain.ts';
import { type CellEnd, conductSuite, type SuiteHost, type SuiteProgress } from './conduct.ts';
import { type Cell, type Combination, cellsOf } from './matrix.ts';

/** Why no further drill was made. */
export type Ended = 'decided' | 'budget' | 'most' | 'nothing' | 'interrupted';

/** How drills are repeated until a gate is certain; a test gives its own. */
export type CertainHost = Pick<SuiteHost, 'findDone' | 'drill' | 'signal'> & {
  progress(round: readonly Cell[]): SuiteProgress;
  /** Keeps how far it is. */
  save(cells: readonly Cell[], ends: ReadonlyMap<Cell, CellEnd>): Promise<void>;
  /** Whether the gate has its verdict, and if not, the runs of those drills of which more may decide something. */
  judge(ends: ReadonlyMap<Cell, CellEnd>): Promise<{ decided: boolean; open: ReadonlySet<string> }>;
  nowMs(): number;
};

/**
 * Repeats the drills of a suite, each round those of which more may decide something, until the gate is certain or the budget is
 * spent. No round is begun that would not end within the budget, if it takes as long as the longest so far.
 *
 * @param budgetMs how long drills may take, all in all
 */
export async function drillUntilCertain(
  combinations: readonly Combination[],
  { seed, jobs, budgetMs }: { readonly seed: number; readonly jobs: number; readonly budgetMs: number },
  host: CertainHost,
): Promise<{ readonly ended: Ended; readonly ends: ReadonlyMap<Cell, CellEnd> }> {
  const all = cellsOf(combinations, { repeat: mostDrills, seed });
  const ends = new Map<Cell, CellEnd>();
  const startedAtMs = host.nowMs();
  let longestMs = 0;
  let barren = 0;
  let open = new Set(combinations);
  for (let repetition = 1; repetition <= mostDrills; repetition += 1) {
    const round = all.filter((cell) => cell.repetition === repetition && open.has(cell.combination));
    const beganAtMs = host.nowMs();
    if (repetition > 1 && beganAtMs - startedAtMs + longestMs > budgetMs) return { ended: 'budget', ends };
    const own = await conductSuite(round, jobs, {
      ...host,
      progress: host.progress(round),
      save: (now) => host.save([...ends.keys(), ...round], new Map([...ends, ...now])),
    });
    longestMs = Math.max(longestMs, host.nowMs() - beganAtMs);
    for (const [cell, end] of own) ends.set(cell, end);
    if (host.signal.aborted) return { ended: 'interrupted', ends };
    barren = [...own.values()].some((end) => 'done' in end) ? 0 : barren + 1;
    // A drill may fail once. Where none is possible at all, the next will fail, too.
    if (barren > 1 || (barren > 0 && repetition === 1)) return { ended: 'nothing', ends };
    const judged = await host.judge(ends);
    if (judged.decided) return { ended: 'decided', ends };
    open = new Set(combinations.filter((combination) => isOpen(combination, ends, judged.open)));
    if (open.size === 0) return { ended: 'decided', ends };
  }
  return { ended: 'most', ends };
}

/** One of which there is no completed drill yet is open, too. */
function isOpen(
  combination: Combination,
  ends: ReadonlyMap<Cell, CellEnd>,
  runs: ReadonlySet<string>,
): boolean {
  const done = [...ends].flatMap(([cell, end]) =>
    cell.combination === combination && 'done' in end ? [end.done.run] : [],
  );
  return done.length === 0 ? !('reason' in combination.drill) : done.some((run) => runs.has(run));
}
