import { join } from 'node:path';
import { Command } from 'commander';
import { actingDigest } from '../acting.ts';
import { writeStatus } from '../compare/suite-status.ts';
import { fromHere } from '../document/from-here.ts';
import { type ExitName, exitCodes, worstExit } from '../exit-codes.ts';
import { askMachine } from '../machine/ask-machine.ts';
import { renderComparison } from '../report/comparison/console.ts';
import { assign, type CellEnd, conductSuite } from '../suite/conduct.ts';
import { findDone } from '../suite/done.ts';
import { drillInProcess } from '../suite/drill-process.ts';
import { type LoadedSuite, loadSuite, suiteFolder } from '../suite/load.ts';
import {
  type Cell,
  type Combination,
  cellsOf,
  combinationsOf,
  needsOfCombinations,
  onMachine,
} from '../suite/matrix.ts';
import { statusOf } from '../suite/summary.ts';
import { writeComparison } from './compare.ts';
import { dockerWithImages } from './engine.ts';
import { listenForInterrupts } from './interrupt.ts';
import { parseCount, type TrustOption, trustOf, trustOption } from './options.ts';
import { print, tell } from './output.ts';
import { requireWritableFolder } from './places.ts';
import { suiteProgress } from './suite-progress.ts';
import { renderStatus } from './suite-text.ts';
import { tellWarnings } from './warnings.ts';

const aboutDone = `
A drill counts as done while its scenario, its topology, its seed and all that acts are the same: the code that sets up the
cluster, injects faults and loads it, and our images. Code that judges, compares or reports makes no drill stale.`;

type SuiteOptions = { jobs: number; out: string; plan?: boolean; quiet?: boolean } & TrustOption;

type Prepared = {
  readonly loaded: LoadedSuite;
  readonly folder: string;
  readonly combinations: readonly Combination[];
  readonly cells: readonly Cell[];
};

/** `ha-drill suite`: every drill of a suite that is not done yet, and the comparison of all of them. */
export function suiteCommand(): Command {
  return new Command('suite')
    .description('make the drills of suites; what is done already is not done again')
    .argument('<suite...>', 'suite files, or names of suites in this package')
    .option('--plan', 'show what would be done, without touching anything')
    .option('--jobs <n>', 'this many drills at a time: only where there are cores to spare', parseCount, 1)
    .option('--out <folder>', 'where the folders of suites are; another one measures anew', 'reports')
    .option(...trustOption)
    .option('--quiet', 'no progress on stderr')
    .addHelpText('after', aboutDone)
    .action(async (files: string[], options: SuiteOptions) => {
      const loaded = await Promise.all(files.map((file) => loadSuite(file, trustOf(options))));
      if (options.out === '' || !options.plan) await requireWritableFolder('--out', options.out);
      const exits: ExitName[] = [];
      for (const suite of loaded) exits.push(...(await runSuite(suite, options)));
      process.exitCode = exitCodes[worstExit(exits)].code;
    });
}

async function runSuite(loaded: LoadedSuite, options: SuiteOptions): Promise<ExitName[]> {
  const prepared = await prepare(loaded, options);
  if (options.plan) {
    await showPlan(prepared);
    return [];
  }
  const { folder, combinations, cells } = prepared;
  await dockerWithImages();
  const acting = await actingDigest();
  const interrupt = listenForInterrupts();
  const save = (ends: ReadonlyMap<Cell, CellEnd>) =>
    writeStatus(folder, statusOf(loaded, combinations, cells, ends));
  const ends = await conductSuite(cells, options.jobs, {
    findDone: () => findDone(folder, acting),
    drill: (cell) => drillInProcess(process.argv[1] ?? '', folder, cell, interrupt.signal),
    progress: suiteProgress(cells, options.quiet === true),
    save,
    signal: interrupt.signal,
  });
  interrupt.ignore();
  if ([...ends.values()].some((end) => 'done' in end)) {
    print(`${renderComparison(await writeComparison(folder))}\n`);
    tell(`page: ${fromHere(join(folder, 'comparison.html'))}`);
  }
  print(renderStatus(statusOf(loaded, combinations, cells, ends)));
  return [...exitsOf(cells, ends), ...(interrupt.signal.aborted ? (['interrupted'] as const) : [])];
}

async function prepare(loaded: LoadedSuite, options: SuiteOptions): Promise<Prepared> {
  const anywhere = await combinationsOf(loaded);
  const needs = needsOfCombinations(anywhere);
  const combinations = needs.size > 0 ? onMachine(anywhere, await askMachine(needs)) : anywhere;
  const folder = suiteFolder(options.out, loaded);
  return { loaded, folder, combinations, cells: cellsOf(combinations, loaded.suite) };
}

async function showPlan({ loaded, folder, combinations, cells }: Prepared): Promise<void> {
  const ends = new Map<Cell, CellEnd>();
  for (const [cell, done] of assign(cells, await findDone(folder, await actingDigest())))
    ends.set(cell, { done });
  print(renderStatus(statusOf(loaded, combinations, cells, ends)));
  tellWarnings(cells.map(({ drill }) => drill));
  tell(`Nothing was touched. Runs are in ${fromHere(join(folder, 'runs'))}.`);
}

/** No drill at all proves nothing; one that did not complete is the environment's failure. */
function exitsOf(cells: readonly Cell[], ends: ReadonlyMap<Cell, CellEnd>): ExitName[] {
  if (cells.length === 0) return ['inconclusive'];
  return [...ends.values()].flatMap((end): ExitName[] => {
    if (!('done' in end)) return ['environment'];
    return end.leftovers === undefined ? [end.done.verdict] : [end.done.verdict, 'cleanup'];
  });
}
