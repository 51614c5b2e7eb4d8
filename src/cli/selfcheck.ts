import { resolve } from 'node:path';
import { Command } from 'commander';
import { monotonicNowMs } from '../clock.ts';
import { usageError } from '../errors.ts';
import { type ExitName, exitCodes, worstExit } from '../exit-codes.ts';
import { formatMs } from '../formats/units.ts';
import { caseNames, chosenCases } from '../selfcheck/cases.ts';
import { conductDrills } from '../selfcheck/conduct.ts';
import { drillNames } from '../selfcheck/drills.ts';
import { caseOutcome, type DrillOutcome } from '../selfcheck/outcome.ts';
import { dockerWithImages } from './engine.ts';
import { listenForInterrupts } from './interrupt.ts';
import { judgeFolder } from './judge-folder.ts';
import { collect, frozenOption, parseCount } from './options.ts';
import { print, tell } from './output.ts';
import { renderSelfcheck } from './selfcheck-text.ts';

type SelfcheckOptions = {
  quick?: boolean;
  only: string[];
  jobs: number;
  out: string;
  json?: boolean;
  quiet?: boolean;
};

/** `ha-drill selfcheck`: drills of stacks that are known to be bad, each of which must be caught. */
export function selfcheckCommand(): Command {
  return new Command('selfcheck')
    .description('drill stacks that are known to be bad: fails unless each is caught by the right check')
    .option('--quick', 'leave out the slow ones: done in under three minutes')
    .option('--only <name>', `this stack only; may be repeated (${caseNames.join(', ')})`, collect, [])
    .option('--jobs <n>', 'this many drills at a time', parseCount, 2)
    .option('--out <folder>', 'where run folders are made', 'reports/selfcheck')
    .option(...frozenOption)
    .option('--json', 'print the table as JSON')
    .option('--quiet', 'no progress on stderr')
    .action(async (options: SelfcheckOptions) => {
      process.exitCode = await selfcheck(options);
    });
}

async function selfcheck(options: SelfcheckOptions): Promise<number> {
  const unknown = options.only.find((name) => !caseNames.includes(name));
  if (unknown) throw usageError(`--only ${unknown}: expected one of ${caseNames.join(', ')}`);
  const cases = chosenCases(options.only, options.quick === true);
  const drills = drillNames.filter((name) => cases.some(({ drill }) => drill === name));
  const { docker, images } = await dockerWithImages();
  const interrupt = listenForInterrupts();
  const startedAtMs = monotonicNowMs();
  const exits: ExitName[] = [];
  const progress = (line: string): void => {
    if (!options.quiet) tell(`${formatMs(monotonicNowMs() - startedAtMs).padStart(8)}  ${line}`);
  };
  const outcomes = await conductDrills(drills, options.jobs, {
    docker,
    images,
    interrupt: interrupt.signal,
    out: resolve(options.out),
    command: ['ha-drill', ...process.argv.slice(2)],
    judge: (folder) => judgeFolder(folder, folder),
    began: (drill) => progress(`${drill} begins`),
    ended: (drill, outcome, leftovers) => {
      progress(`${drill} ended: ${outcome.failure ?? outcome.result?.sentence ?? ''}`);
      for (const line of leftovers) tell(`could not be undone: ${line} (run: ha-drill clean)`);
      if (leftovers.length > 0) exits.push('cleanup');
    },
  }).finally(interrupt.ignore);
  const rows = cases.map((one) => caseOutcome(one, outcomes.get(one.drill) ?? notMade));
  const seconds = Math.round((monotonicNowMs() - startedAtMs) / 100) / 10;
  const caught = rows.every((row) => row.caught);
  if (options.json)
    print(JSON.stringify({ format: 'ha-drill/selfcheck/1', caught, seconds, cases: rows }, null, 2));
  else print(`${renderSelfcheck(rows)}\n${seconds.toFixed(1)} s in all; run folders in ${options.out}`);
  exits.push(caught ? 'pass' : 'fail');
  if (interrupt.signal.aborted) exits.push('interrupted');
  return exitCodes[worstExit(exits)].code;
}

const notMade: DrillOutcome = { seconds: 0, folder: '', failure: null, result: null };
