import { randomInt } from 'node:crypto';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import type Docker from 'dockerode';
import { conduct, interruption } from '../drill/conduct.ts';
import type { DrillPlan } from '../drill/drill.ts';
import { newRunId } from '../drill/run-id.ts';
import { type ExitName, exitCodes, worstExit } from '../exit-codes.ts';
import type { DrillResult } from '../measure/types.ts';
import { renderConsole } from '../report/console.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { dockerWithImages } from './engine.ts';
import { judgeFolder } from './judge-folder.ts';
import { collect, parseSeed } from './options.ts';
import { mayColour, print, tell } from './output.ts';
import { stderrProgress } from './progress.ts';

type RunOptions = {
  seed?: number;
  set: string[];
  topology?: string;
  keep?: boolean;
  out: string;
  json?: boolean;
  quiet?: boolean;
};

/** `ha-drill run`: conducts drills one after the other, judges each, and writes its report. */
export function runCommand(): Command {
  return new Command('run')
    .description('run drills and report what they measured')
    .argument('<scenario...>', 'scenario files')
    .option('--seed <n>', 'repeat the random choices of an earlier run', parseSeed)
    .option('--set <key=value>', 'change a parameter of the topology or a key of the scenario', collect, [])
    .option('--topology <name>', 'run on this topology instead of the one in the scenario')
    .option('--keep', 'leave the containers for you to look at')
    .option('--out <folder>', 'where run folders are made', 'reports')
    .option('--json', 'print the results as JSON')
    .option('--quiet', 'no progress on stderr')
    .action(async (files: string[], options: RunOptions) => {
      process.exitCode = await run(files, options);
    });
}

async function run(files: readonly string[], options: RunOptions): Promise<number> {
  const sets = [...options.set, ...(options.topology ? [`topology=${options.topology}`] : [])];
  const scenarios = await Promise.all(files.map((file) => loadScenario(file, sets)));
  const { docker, images } = await dockerWithImages();
  const interrupt = listenForInterrupts();
  const exits: ExitName[] = [];
  const results: DrillResult[] = [];
  for (const loaded of scenarios) {
    if (interrupt.signal.aborted) break;
    const { exit, result } = await runOne(docker, images, loaded, options, interrupt.signal);
    exits.push(exit);
    if (result) results.push(result);
  }
  interrupt.ignore();
  if (options.json) print(JSON.stringify(results, null, 2));
  return exitCodes[worstExit(exits)].code;
}

async function runOne(
  docker: Docker,
  images: Record<string, string>,
  loaded: LoadedScenario,
  options: RunOptions,
  interrupt: AbortSignal,
): Promise<{ exit: ExitName; result: DrillResult | undefined }> {
  const plan = planOf(loaded, options);
  const progress = stderrProgress({ quiet: options.quiet === true, live: mayLive() });
  progress.phase(
    `${plan.scenario.name} on ${plan.topology.name}, seed ${plan.seed}: ${plan.scenario.question}`,
  );
  const end = await conduct(plan, { docker, images, progress, interrupt });
  progress.end();
  for (const line of end.leftovers) tell(`could not be undone: ${line} (run: ha-drill clean)`);
  if (!end.recorded) throw end.failure ?? new Error('the drill ended without a record');
  const result = await judgeFolder(plan.folder);
  if (!options.json) {
    print(renderConsole(result, { colour: mayColour(process.stdout) }));
    print(`report: ${join(relative(process.cwd(), plan.folder), 'report.html')}`);
  }
  if (end.failure && end.lifecycle === 'failed') tell(`The drill broke off: ${end.failure.message}`);
  if (plan.keep)
    tell(
      `The containers are kept: docker ps --filter label=ha-drill.run=${plan.run}; remove them: ha-drill clean`,
    );
  return { exit: worstExit(exitsOf(end, result)), result };
}

function exitsOf(end: Awaited<ReturnType<typeof conduct>>, result: DrillResult): ExitName[] {
  const exits: ExitName[] = [result.verdict];
  if (end.lifecycle === 'interrupted') exits.push('interrupted');
  if (end.lifecycle === 'failed') exits.push(end.failure && 'exit' in end.failure ? 'environment' : 'bug');
  if (end.leftovers.length > 0) exits.push('cleanup');
  return exits;
}

function planOf(loaded: LoadedScenario, options: RunOptions): DrillPlan {
  const run = newRunId(loaded.scenario.name);
  return {
    run,
    folder: resolve(options.out, run),
    scenario: loaded.scenario,
    scenarioText: loaded.text,
    topology: loaded.topology,
    seed: options.seed ?? randomInt(2 ** 31),
    command: ['ha-drill', ...process.argv.slice(2)],
    keep: options.keep === true,
  };
}

/** The first Ctrl-C ends the drill in order; the second ends the process at once. */
function listenForInterrupts(): { signal: AbortSignal; ignore(): void } {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      tell('Left as it is. Remove what remains: ha-drill clean');
      process.exit(130);
    }
    tell(
      `\n${signal}: healing, removing the containers and reporting what there is. Again to leave at once.`,
    );
    controller.abort(interruption(signal));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    ignore: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}

function mayLive(): boolean {
  return process.stderr.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
}
