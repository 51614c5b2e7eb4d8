import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type Docker from 'dockerode';
import { calibrate, joined } from '../calibrate/calibrate.ts';
import type { Calibration } from '../calibrate/schema.ts';
import { renderCalibration, renderCalibrationMarkdown } from '../calibrate/text.ts';
import { conduct } from '../drill/conduct.ts';
import { newRunId } from '../drill/run-id.ts';
import { usageError } from '../errors.ts';
import { type ExitName, exitCodes, worstExit } from '../exit-codes.ts';
import { duration, formatMs } from '../formats/units.ts';
import { readRecord } from '../history/reader.ts';
import { calibrationScenarios } from '../scenario/calibration.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import { dockerWithImages } from './engine.ts';
import { listenForInterrupts } from './interrupt.ts';
import { frozenOption, parseCount, parseSeed } from './options.ts';
import { print, tell } from './output.ts';
import { stderrProgress } from './progress.ts';

type CalibrateOptions = {
  quick?: boolean;
  lengths?: number[];
  repeat?: number;
  seed?: number;
  out: string;
  json?: boolean;
  markdown?: boolean;
  quiet?: boolean;
};

/** What is tried where nothing is said. */
export const whole = { lengthsMs: [200, 500, 1000, 3000, 8000, 20_000], repeat: 10 };
const quick = { lengthsMs: [200, 1000, 3000], repeat: 2 };

/** `ha-drill calibrate`: how far measures are from blackouts that the kernel timed. */
export function calibrateCommand(): Command {
  return new Command('calibrate')
    .description('measure blackouts whose true length is known, and tell how far the measures are from it')
    .argument('[topology...]', 'where the endpoint is blacked out (default: standalone semisync)')
    .option(
      '--quick',
      `fewer and shorter ones: ${quick.lengthsMs.map(formatMs).join(', ')}, ${quick.repeat} of each`,
    )
    .option('--lengths <list>', 'how long they last, such as 200ms,1s,20s', parseLengths)
    .option('--repeat <n>', `so many of each length and kind (default: ${whole.repeat})`, parseCount)
    .option('--seed <n>', 'repeat the random choices of an earlier run', parseSeed)
    .option('--out <folder>', 'where run folders are made', 'reports')
    .option(...frozenOption)
    .option('--json', 'print the results as JSON')
    .option('--markdown', 'print the tables as Markdown')
    .option('--quiet', 'no progress on stderr')
    .action(async (topologies: string[], options: CalibrateOptions) => {
      process.exitCode = await run(topologies.length > 0 ? topologies : ['standalone', 'semisync'], options);
    });
}

async function run(topologies: readonly string[], options: CalibrateOptions): Promise<number> {
  const plain = options.quick ? quick : whole;
  const lengthsMs = options.lengths ?? plain.lengthsMs;
  const repeat = options.repeat ?? plain.repeat;
  const scenarios = await Promise.all(
    topologies.map((topology) => calibrationScenarios({ topology, lengthsMs, repeat })),
  );
  const { docker, images } = await dockerWithImages();
  const interrupt = listenForInterrupts();
  const exits: ExitName[] = [];
  const found: Calibration[] = [];
  try {
    for (const drills of scenarios) {
      const parts: Calibration[] = [];
      for (const loaded of drills) {
        if (interrupt.signal.aborted) break;
        const { exit, calibration } = await runOne(docker, images, loaded, options, interrupt.signal);
        exits.push(exit);
        parts.push(calibration);
      }
      const whole = joined(parts);
      if (!whole) break;
      found.push(whole);
      if (options.markdown) print(`${renderCalibrationMarkdown(whole)}\n`);
      else if (!options.json) print(`${renderCalibration(whole)}\n`);
    }
  } finally {
    interrupt.ignore();
    if (options.json) print(JSON.stringify(found, null, 2));
  }
  return exitCodes[worstExit(exits)].code;
}

async function runOne(
  docker: Docker,
  images: Record<string, string>,
  { scenario, text, topology }: LoadedScenario,
  options: CalibrateOptions,
  interrupt: AbortSignal,
): Promise<{ exit: ExitName; calibration: Calibration }> {
  const run = newRunId(scenario.name);
  const folder = resolve(options.out, run);
  const seed = options.seed ?? randomInt(2 ** 31);
  const progress = stderrProgress({ quiet: options.quiet === true, live: false });
  progress.phase(`calibrate on ${topology.name}, seed ${seed}: ${scenario.method.length} blackouts`);
  const command = ['ha-drill', ...process.argv.slice(2)];
  const plan = { run, folder, scenario, scenarioText: text, topology, seed, command, keep: false };
  const end = await conduct(plan, { docker, images, progress, interrupt });
  progress.end();
  for (const line of end.leftovers) tell(`could not be undone: ${line} (run: ha-drill clean)`);
  if (!end.recorded || (end.failure && !interrupt.aborted))
    throw end.failure ?? new Error('the drill ended without a record');
  const calibration = calibrate(await readRecord(folder));
  tell(`record: ${folder}`);
  const exits: ExitName[] = [exitOf(calibration)];
  if (interrupt.aborted) exits.push('interrupted');
  if (end.leftovers.length > 0) exits.push('cleanup');
  return { exit: worstExit(exits), calibration };
}

/** One error beyond what was stated with it is a failure; nothing compared, or not all, proves nothing. */
export function exitOf({ errors, missed, unproved, inconclusive }: Calibration): ExitName {
  if (errors.some(({ outside }) => outside > 0)) return 'fail';
  const open = missed.outage + missed.rto + unproved + inconclusive;
  return errors.length === 0 || open > 0 ? 'inconclusive' : 'pass';
}

/** The value of `--lengths`. @throws DrillError (exit 64) */
export function parseLengths(text: string): number[] {
  return text.split(',').map((word) => {
    const ms = duration.safeParse(word.trim()).data;
    if (ms !== undefined && Number.isInteger(ms) && ms >= 200 && ms <= 60_000) return ms;
    throw usageError(
      `--lengths ${text}: expected durations from 200ms to 60s, such as 200ms,1s,20s; found "${word}"`,
    );
  });
}
