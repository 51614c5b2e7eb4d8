import { messageOf } from '../errors.ts';
import { type Cell, isRunOf } from './matrix.ts';

/** A run that completed and was judged. */
export type DoneRun = Parameters<typeof isRunOf>[1] & {
  readonly run: string;
  readonly tookMs: number;
  readonly verdict: 'pass' | 'inconclusive' | 'fail';
  /** What it measured, in a few words. */
  readonly summary: string;
};

/** What came of a cell. */
export type CellEnd =
  | { readonly done: DoneRun /** What its drill could not undo or remove. */; readonly leftovers?: string }
  | { readonly failure: string };

/** Tells people how far a suite is. */
export type SuiteProgress = {
  started(cell: Cell): void;
  ended(cell: Cell, end: CellEnd, left: { readonly cells: number; readonly ms: number | null }): void;
};

/** How a suite acts; a test gives its own. */
export type SuiteHost = {
  /** All completed runs in the suite's folder. */
  findDone(): Promise<DoneRun[]>;
  /** Makes one drill, to its end. What it did is in the folder; resolves with why there is nothing, if it knows. */
  drill(cell: Cell): Promise<{ readonly failure: string | undefined }>;
  readonly progress: SuiteProgress;
  /** Keeps how far the suite is, for those who look meanwhile. */
  save(ends: ReadonlyMap<Cell, CellEnd>): Promise<void>;
  /** Aborted when no further drill may begin. */
  readonly signal: AbortSignal;
};

/**
 * Makes every drill of a suite that is not done yet, `jobs` at a time. One that fails does not end the suite, and is
 * not tried again before the suite is started again.
 */
export async function conductSuite(
  cells: readonly Cell[],
  jobs: number,
  host: SuiteHost,
): Promise<Map<Cell, CellEnd>> {
  const ends = new Map<Cell, CellEnd>();
  for (const [cell, done] of assign(cells, await host.findDone())) ends.set(cell, { done });
  const queue = cells.filter((cell) => !ends.has(cell));
  let open = queue.length;
  await host.save(ends);
  const work = async (): Promise<void> => {
    for (;;) {
      const cell = host.signal.aborted ? undefined : queue.shift();
      if (!cell) return;
      host.progress.started(cell);
      const end = await endOf(cell, cells, host);
      ends.set(cell, end);
      open -= 1;
      await host.save(ends);
      host.progress.ended(cell, end, { cells: open, ms: remainingMs(ends, cells, jobs) });
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return ends;
}

async function endOf(cell: Cell, cells: readonly Cell[], host: SuiteHost): Promise<CellEnd> {
  let failure: string | undefined;
  try {
    ({ failure } = await host.drill(cell));
  } catch (error) {
    failure = messageOf(error);
  }
  const done = assign(cells, await host.findDone()).get(cell);
  if (done) return { done, ...(failure === undefined ? {} : { leftovers: failure }) };
  return { failure: failure ?? 'the drill ended without a completed run' };
}

/** Which run is of which cell; a run counts once, so that two cells alike need two. */
export function assign(cells: readonly Cell[], runs: readonly DoneRun[]): Map<Cell, DoneRun> {
  const free = new Set(runs);
  const assigned = new Map<Cell, DoneRun>();
  for (const cell of cells) {
    const own = [...free].find((run) => isRunOf(cell, run));
    if (!own) continue;
    free.delete(own);
    assigned.set(cell, own);
  }
  return assigned;
}

/**
 * How long the cells that did not end yet will take: each as long as the mean of those of its scenario that are
 * done, else of all. Null while none is done.
 */
export function remainingMs(
  ends: ReadonlyMap<Cell, CellEnd>,
  cells: readonly Cell[],
  jobs: number,
): number | null {
  const took = [...ends].flatMap(([cell, end]) => ('done' in end ? [{ cell, ms: end.done.tookMs }] : []));
  if (took.length === 0) return null;
  const left = cells.filter((cell) => !ends.has(cell));
  const expected = left.map(({ combination: { scenario } }) => {
    const own = took.filter(({ cell }) => cell.combination.scenario === scenario);
    return mean((own.length > 0 ? own : took).map(({ ms }) => ms));
  });
  return expected.reduce((sum, ms) => sum + ms, 0) / jobs;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
