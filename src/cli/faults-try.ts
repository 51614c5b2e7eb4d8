import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { Command } from 'commander';
import { runFolder } from '../docker/state-folder.ts';
import type { Problem } from '../document/problem.ts';
import { parseSource } from '../document/source.ts';
import type { DrillPlan } from '../drill/drill.ts';
import { newRunId } from '../drill/run-id.ts';
import { type Tried, tryFaults } from '../drill/try-faults.ts';
import { type ExitName, exitCodes, worstExit } from '../exit-codes.ts';
import { type LoadedScenario, resolveScenario } from '../scenario/load.ts';
import type { Override } from '../scenario/overrides.ts';
import { dockerWithImages } from './engine.ts';
import { faultNamed } from './fault-catalogue.ts';
import { listenForInterrupts } from './interrupt.ts';
import {
  collect,
  frozenOption,
  parseCount,
  parseTopology,
  type TrustOption,
  trustOf,
  trustOption,
} from './options.ts';
import { print, tell } from './output.ts';
import { stderrProgress } from './progress.ts';
import { renderMedians, renderTrial } from './trial-text.ts';

type TryOptions = {
  topology: string;
  target: string;
  with: string[];
  repeat: number;
  json?: boolean;
  quiet?: boolean;
} & TrustOption;

/** `ha-drill faults try`: one fault in a cluster of its own, without a drill around it. */
export function tryCommand(): Command {
  return new Command('try')
    .description('inject a fault into a cluster of its own, prove it, heal it, and tell how long each took')
    .argument('<fault>', 'a fault of `ha-drill faults`')
    .option('--topology <name>', 'the cluster to bring up', parseTopology, 'semisync')
    .option('--target <role>', 'at whom it is aimed', 'primary')
    .option('--with <key=value>', 'a parameter of the fault', collect, [])
    .option('--repeat <n>', 'this many times in one cluster', parseCount, 1)
    .option(...trustOption)
    .option(...frozenOption)
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'no progress on stderr')
    .action(async (fault: string, _: TryOptions, command: Command) => {
      // `faults` knows --json too, and takes it wherever it stands.
      const options = command.optsWithGlobals<TryOptions>();
      process.exitCode = await tryOut(await scenarioOf(faultNamed(fault), options), options);
    });
}

async function tryOut(loaded: LoadedScenario, options: TryOptions): Promise<number> {
  const { docker, images } = await dockerWithImages([loaded.topology]);
  const plan = trialPlan(loaded);
  const progress = stderrProgress({ quiet: options.quiet === true, live: false });
  const interrupt = listenForInterrupts();
  const tried = await tryFaults(plan, options.repeat, {
    docker,
    images,
    progress,
    interrupt: interrupt.signal,
  });
  interrupt.ignore();
  if (options.json) print(JSON.stringify(tried.trials, null, 2));
  else if (tried.trials.length > 0)
    print([...tried.trials.map(renderTrial), ...renderMedians(tried.trials)].join('\n'));
  for (const line of tried.leftovers)
    tell(`could not be undone: ${line} (run: ha-drill clean --run ${plan.run})`);
  if (tried.failure && !interrupt.signal.aborted) throw tried.failure;
  return exitCodes[exitOf(tried, interrupt.signal.aborted)].code;
}

/** How the steps of a scenario are to be tried. The record is kept with the run: nobody judges it. */
export function trialPlan({ scenario, text, topology }: LoadedScenario): DrillPlan {
  const run = newRunId(scenario.name);
  return {
    run,
    folder: join(runFolder(run), 'record'),
    scenario,
    scenarioText: text,
    topology,
    seed: randomInt(2 ** 31),
    command: ['ha-drill', ...process.argv.slice(2)],
    keep: false,
  };
}

/** The worst of what the trials came to. */
export function exitOf(
  { trials, leftovers }: Pick<Tried, 'trials' | 'leftovers'>,
  interrupted: boolean,
): ExitName {
  const exits: ExitName[] = trials.map(({ proved, end, leftovers: left, healthyAfterMs }) => {
    if (end.how === 'not-healed' || left.length > 0 || healthyAfterMs === null) return 'cleanup';
    return proved ? 'pass' : 'inconclusive';
  });
  if (leftovers.length > 0) exits.push('cleanup');
  if (interrupted) exits.push('interrupted');
  return worstExit(exits);
}

/**
 * A scenario of one step, checked as a file is.
 *
 * @throws DrillError (exit 64) with all that is wrong with the options
 */
export async function scenarioOf(
  fault: string,
  options: Pick<TryOptions, 'topology' | 'target' | 'with' | 'trustTopology'>,
): Promise<LoadedScenario> {
  const source = parseSource(
    'ha-drill faults try',
    `name: try-${fault}
question: What does ${fault} do?
topology: semisync
method: [{ fault: ${fault}, target: primary, with: {} }]
objectives: { rpo-rows: <= 0 }
`,
  );
  const literal = (path: Override['path'], option: string, text: string): Override => ({
    path,
    text,
    literal: true,
    option: `--${option} ${text}`,
  });
  const read = [
    literal(['topology'], 'topology', options.topology),
    literal(['method', 0, 'target'], 'target', options.target),
    ...options.with.map(parseWith),
  ];
  return resolveScenario(source, read, trustOf(options));
}

function parseWith(text: string): Override | Problem {
  const option = `--with ${text}`;
  const split = text.indexOf('=');
  if (split < 1) return { place: option, subject: '', message: 'expected key=value, such as how=reject' };
  const key = text.slice(0, split);
  return { path: ['method', 0, 'with', key], text: text.slice(split + 1), literal: false, option };
}
