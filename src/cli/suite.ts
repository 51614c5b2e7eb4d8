import { join } from 'node:path';
import { Command } from 'commander';
import { actingDigest } from '../acting.ts';
import { requireStatus, writeStatus } from '../compare/suite-status.ts';
import { fromHere } from '../document/from-here.ts';
import { shortened } from '../document/shortened.ts';
import { usageError } from '../errors.ts';
import { type ExitName, exitCodes, worstExit } from '../exit-codes.ts';
import { formatMs } from '../formats/units.ts';
import { askMachine } from '../machine/ask-machine.ts';
import { renderComparison } from '../report/comparison/console.ts';
import { assign, type CellEnd, conductSuite, remainingMs } from '../suite/conduct.ts';
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
import { expectedMs, type Shard, shardOf, suiteDigest } from '../suite/shard.ts';
import { statusOf } from '../suite/summary.ts';
import { toolVersion } from '../version.ts';
import { writeComparison } from './compare.ts';
import { dockerWithImages } from './engine.ts';
import { listenForInterrupts } from './interrupt.ts';
import { frozenOption, parseCount, type TrustOption, trustOf, trustOption } from './options.ts';
import { print, tell } from './output.ts';
import { requireWritableFolder } from './places.ts';
import { suiteProgress } from './suite-progress.ts';
import { renderStatus } from './suite-text.ts';
import { tellWarnings } from './warnings.ts';

const aboutDone = `
A drill counts as done while its scenario, its topology, its seed and all that acts are the same: the code that sets up the
cluster, injects faults and loads it, and our images. Code that judges, compares or reports makes no drill stale.`;

type SuiteOptions = {
  jobs: number;
  out: string;
  plan?: boolean;
  quiet?: boolean;
  shard?: Shard;
  durations?: string;
} & TrustOption;

type Prepared = {
  readonly loaded: LoadedSuite;
  readonly folder: string;
  readonly combinations: readonly Combination[];
  /** Those of this shard. */
  readonly cells: readonly Cell[];
  readonly part: Parameters<typeof statusOf>[4];
  /** How long each drill is expected to take (ms). */
  readonly expectedMs: (cell: Cell) => number;
};

/** `ha-drill suite`: every drill of a suite that is not done yet, and the comparison of all of them. */
export function suiteCommand(): Command {
  return new Command('suite')
    .description('make the drills of suites; what is done already is not done again')
    .argument('<suite...>', 'suite files, or names of suites in this package')
    .option('--plan', 'show what would be done, without touching anything')
    .option(
      '--shard <i/n>',
      'only the i-th of n parts, for as many machines: `ha-drill merge` joins them',
      parseShard,
    )
    .option(
      '--durations <suite.json>',
      'balance the parts by how long drills took in an earlier run of the suite',
    )
    .option('--jobs <n>', 'this many drills at a time: only where there are cores to spare', parseCount, 1)
    .option('--out <folder>', 'where the folders of suites are; another one measures anew', 'reports')
    .option(...trustOption)
    .option(...frozenOption)
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
    await showPlan(prepared, options.jobs);
    return [];
  }
  const { folder, combinations, cells, part } = prepared;
  await dockerWithImages(cells.map(({ drill }) => drill.topology));
  const acting = await actingDigest();
  const interrupt = listenForInterrupts();
  const save = (ends: ReadonlyMap<Cell, CellEnd>) =>
    writeStatus(folder, statusOf(loaded, combinations, cells, ends, part));
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
  print(renderStatus(statusOf(loaded, combinations, cells, ends, part)));
  return [
    ...exitsOf(cells, ends, part !== undefined),
    ...(interrupt.signal.aborted ? (['interrupted'] as const) : []),
  ];
}

/** What is to be done. Shards are made before this machine is asked, so that all machines divide alike. */
async function prepare(
  loaded: LoadedSuite,
  { out, plan, shard, durations }: SuiteOptions,
): Promise<Prepared> {
  const recorded = durations === undefined ? undefined : await requireStatus(durations);
  const anywhere = await combinationsOf(loaded);
  const all = cellsOf(anywhere, loaded.suite);
  const expected = new Map(all.map((cell) => [cellName(cell), expectedMs(cell, recorded)]));
  const needs = needsOfCombinations(anywhere);
  // Asking the machine starts a container, and a plan starts nothing.
  const combinations = needs.size > 0 && !plan ? onMachine(anywhere, await askMachine(needs)) : anywhere;
  const { version, commit } = await toolVersion();
  const tool = commit === null ? version : `${version} (${commit})`;
  const own = shard && new Set(shardOf(all, [...expected.values()], shard).map(cellName));
  const possible = cellsOf(combinations, loaded.suite);
  return {
    loaded,
    folder: suiteFolder(out, loaded),
    combinations,
    cells: own ? possible.filter((cell) => own.has(cellName(cell))) : possible,
    part: shard && { shard: { ...shard, suite: suiteDigest(all), tool }, all },
    expectedMs: (cell) => expected.get(cellName(cell)) ?? 0,
  };
}

/** A cell among those of its suite, on whatever machine. */
function cellName({ combination: { scenario, topology, sets }, repetition }: Cell): string {
  return JSON.stringify([scenario, topology, sets, repetition]);
}

async function showPlan(
  { loaded, folder, combinations, cells, part, expectedMs: of }: Prepared,
  jobs: number,
) {
  const ends = new Map<Cell, CellEnd>();
  for (const [cell, done] of assign(cells, await findDone(folder, await actingDigest())))
    ends.set(cell, { done });
  print(renderStatus(statusOf(loaded, combinations, cells, ends, part)));
  const left = cells.filter((cell) => !ends.has(cell));
  const ms = remainingMs(ends, cells, jobs) ?? left.reduce((sum, cell) => sum + of(cell), 0) / jobs;
  print(`${left.length} to be done, about ${formatMs(ms)}`);
  tellWarnings(cells.map(({ drill }) => drill));
  tell(`Nothing was touched. Runs are in ${fromHere(join(folder, 'runs'))}.`);
}

/** `2/5`. @throws DrillError (exit 64) */
function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,3})\/(\d{1,3})$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && count !== undefined && index >= 1 && index <= count) return { index, count };
  throw usageError(`--shard ${shortened(text, 60)}: expected which part of how many, such as 2/5`);
}

/** No drill at all proves nothing, unless it is a shard without any; one that did not complete is the environment's failure. */
function exitsOf(cells: readonly Cell[], ends: ReadonlyMap<Cell, CellEnd>, isShard: boolean): ExitName[] {
  if (cells.length === 0 && !isShard) return ['inconclusive'];
  return [...ends.values()].flatMap((end): ExitName[] => {
    if (!('done' in end)) return ['environment'];
    return end.leftovers === undefined ? [end.done.verdict] : [end.done.verdict, 'cleanup'];
  });
}
