import { actingDigest } from '../acting.ts';
import { monotonicNowMs } from '../clock.ts';
import { compareRuns } from '../compare/compare.ts';
import { type certainLimits, judgeUntilCertain, mostDrills, openRuns } from '../compare/gate-certain.ts';
import type { Gate } from '../compare/gate-schema.ts';
import { readRuns } from '../compare/read-runs.ts';
import type { Comparison } from '../compare/schema.ts';
import { writeStatus } from '../compare/suite-status.ts';
import { fromHere } from '../document/from-here.ts';
import { environmentError } from '../errors.ts';
import { type ExitName, worstExit } from '../exit-codes.ts';
import { formatMs } from '../formats/units.ts';
import { askMachine } from '../machine/ask-machine.ts';
import type { CellEnd } from '../suite/conduct.ts';
import { findDone } from '../suite/done.ts';
import { drillInProcess } from '../suite/drill-process.ts';
import { loadSuite, suiteFolder } from '../suite/load.ts';
import { type Cell, combinationsOf, needsOfCombinations, onMachine, topologiesOf } from '../suite/matrix.ts';
import { statusOf } from '../suite/summary.ts';
import { drillUntilCertain, type Ended } from '../suite/until-certain.ts';
import type { Trust } from '../topology/trust.ts';
import { dockerWithImages } from './engine.ts';
import { listenForInterrupts } from './interrupt.ts';
import { tell } from './output.ts';
import { suiteProgress } from './suite-progress.ts';

type CertainOptions = {
  readonly baseline: Comparison;
  readonly limits: typeof certainLimits;
  readonly budgetMs: number;
  readonly out: string;
  readonly trust: Trust;
};

/**
 * Repeats the drills of a suite until a gate is certain, and resolves with the gate, and what else the exit code must say.
 *
 * @throws DrillError (exit 64) for a suite that is not in order, (exit 3) where no drill could be made
 */
export async function gateUntilCertain(
  file: string,
  { baseline, limits, budgetMs, out, trust }: CertainOptions,
): Promise<{ readonly gate: Gate; readonly exits: readonly ExitName[] }> {
  const loaded = await loadSuite(file, trust);
  const anywhere = await combinationsOf(loaded);
  const needs = needsOfCombinations(anywhere);
  const combinations = needs.size > 0 ? onMachine(anywhere, await askMachine(needs)) : anywhere;
  await dockerWithImages(topologiesOf(combinations));
  const acting = await actingDigest();
  const folder = suiteFolder(out, loaded);
  const interrupt = listenForInterrupts();
  const startedAtMs = monotonicNowMs();
  const judge = async (ends: ReadonlyMap<Cell, CellEnd>) => {
    const current = await comparisonOf(folder, ends);
    return { gate: judgeUntilCertain(baseline, current, limits), current };
  };
  const { ended, ends } = await drillUntilCertain(
    combinations,
    { seed: loaded.suite.seed, jobs: 1, budgetMs },
    {
      findDone: () => findDone(folder, acting),
      drill: (cell) => drillInProcess(process.argv[1] ?? '', folder, cell, interrupt.signal),
      progress: (round) => suiteProgress(round, false),
      save: (cells, now) => writeStatus(folder, statusOf(loaded, combinations, cells, now)),
      judge: async (now) => {
        const { gate, current } = await judge(now);
        return { decided: gate.verdict !== 'inconclusive', open: openRuns(gate, baseline, current) };
      },
      signal: interrupt.signal,
      nowMs: monotonicNowMs,
    },
  );
  interrupt.ignore();
  const done = [...ends.values()].filter((end) => 'done' in end);
  if (done.length === 0 && ended === 'nothing') {
    const [first] = [...ends.values()].flatMap((end) => ('failure' in end ? [end.failure] : []));
    throw environmentError(`no drill could be made: ${first ?? 'the suite has none'}`);
  }
  const took = formatMs(monotonicNowMs() - startedAtMs);
  tell(`${done.length} drills in ${took}; ${endings[ended]}. Runs are in ${fromHere(folder)}.`);
  const { gate } = await judge(ends);
  return { gate, exits: exitsOf(ended, ends) };
}

const endings: Readonly<Record<Ended, string>> = {
  decided: 'no further drill can change the verdict',
  budget: 'the next would not end within the budget',
  most: `more than ${mostDrills} of each decide nothing`,
  nothing: 'no further drill could be made',
  interrupted: 'interrupted',
};

/** Of the drills of this gate alone: a folder may hold those of other code, or of other files. */
async function comparisonOf(folder: string, ends: ReadonlyMap<Cell, CellEnd>): Promise<Comparison> {
  const own = new Set([...ends.values()].flatMap((end) => ('done' in end ? [end.done.run] : [])));
  if (own.size === 0) return compareRuns([]);
  const { runs, leftOut } = await readRuns([folder]);
  return compareRuns(
    runs
      .filter(({ manifest }) => own.has(manifest.run))
      .map((run) => ({ ...run, folder: fromHere(run.folder) })),
    [],
    leftOut,
  );
}

function exitsOf(ended: Ended, ends: ReadonlyMap<Cell, CellEnd>): ExitName[] {
  const left = [...ends.values()].some((end) => 'done' in end && end.leftovers !== undefined);
  const exits: ExitName[] = [
    ...(ended === 'interrupted' ? (['interrupted'] as const) : []),
    ...(ended === 'nothing' ? (['environment'] as const) : []),
    ...(left ? (['cleanup'] as const) : []),
  ];
  return exits.length > 0 ? [worstExit(exits)] : [];
}
