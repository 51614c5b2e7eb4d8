import { randomInt } from 'node:crypto';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import type Docker from 'dockerode';
import { expectedTimes } from '../check/expected-times.ts';
import { conduct } from '../drill/conduct.ts';
import type { DrillPlan } from '../drill/drill.ts';
import { newRunId } from '../drill/run-id.ts';
import { isOfEnvironment, messageOf } from '../errors.ts';
import { type ExitName, exitCodes, worstExit } from '../exit-codes.ts';
import type { DrillResult } from '../judge/measure/types.ts';
import { policyEntries } from '../project/current.ts';
import { repetitionSeed } from '../random.ts';
import { renderConsole } from '../report/console.ts';
import { type Language, pageName, parseLanguage } from '../report/language/languages.ts';
import { renderRepetitions } from '../report/repetitions.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { writeJunit } from './compare.ts';
import { type ComposeOptions, hearsComposeOptions, requireSaidByFile } from './compose-options.ts';
import { dockerWithImages } from './engine.ts';
import { traceOf } from './export.ts';
import { listenForInterrupts } from './interrupt.ts';
import { judgeFolder } from './judge-folder.ts';
import {
  collect,
  frozenOption,
  languageOption,
  parseCount,
  parseSeed,
  parseTopology,
  type TrustOption,
  trustOf,
  trustOption,
} from './options.ts';
import { mayColour, print, printStyled, tell } from './output.ts';
import { requireWritableFile, requireWritableFolder } from './places.ts';
import { stderrProgress } from './progress.ts';
import { sendTrace } from './send-trace.ts';
import { tellTrusted, tellWarnings } from './warnings.ts';

type RunOptions = {
  seed?: number;
  repeat: number;
  set: string[];
  topology?: string;
  keep?: boolean;
  out: string;
  junit?: string;
  lang: Language;
  otlp?: boolean;
  json?: boolean;
  quiet?: boolean;
} & ComposeOptions &
  TrustOption;

/** `ha-drill run`: conducts drills one after the other, judges each, and writes its report. */
export function runCommand(): Command {
  return hearsComposeOptions(new Command('run'))
    .description('run drills and report what they measured')
    .argument('<scenario...>', 'scenario files, or names of scenarios in `ha-drill list`')
    .option('--seed <n>', 'repeat the random choices of an earlier run', parseSeed)
    .option('--repeat <n>', 'this many drills of each, with seeds of their own', parseCount, 1)
    .option('--set <key=value>', 'change a parameter of the topology or a key of the scenario', collect, [])
    .option('--topology <name>', 'run on this topology instead of the one in the scenario', parseTopology)
    .option(...trustOption)
    .option(...frozenOption)
    .option('--keep', 'leave the containers for you to look at')
    .option('--out <folder>', 'where run folders are made', 'reports')
    .option('--junit <file>', 'write one JUnit file of all of them')
    .option(...languageOption, parseLanguage, 'en' as const)
    .option('--otlp', 'send each drill as a trace to the collector of OTEL_EXPORTER_OTLP_ENDPOINT')
    .option('--json', 'print the results as JSON')
    .option('--quiet', 'no progress on stderr')
    .action(async (files: string[], options: RunOptions) => {
      process.exitCode = await run(files, options);
    });
}

async function run(files: readonly string[], options: RunOptions): Promise<number> {
  const sets = [...options.set, ...(options.topology ? [`topology=${options.topology}`] : [])];
  const scenarios = await Promise.all(
    files.map((file) => loadScenario(file, sets, trustOf(options), policyEntries())),
  );
  const topologies = scenarios.map(({ topology }) => topology);
  requireSaidByFile(options, topologies);
  await requireWritableFolder('--out', options.out);
  if (options.junit !== undefined) await requireWritableFile('--junit', options.junit);
  tellWarnings(scenarios);
  tellTrusted(topologies);
  const { docker, images } = await dockerWithImages(topologies);
  const interrupt = listenForInterrupts();
  const exits: ExitName[] = [];
  const results: DrillResult[] = [];
  try {
    for (const loaded of scenarios) {
      const own: DrillResult[] = [];
      try {
        for (const seed of seedsOf(options)) {
          if (interrupt.signal.aborted) break;
          const { exit, result } = await runOne(docker, images, loaded, seed, options, interrupt.signal);
          exits.push(exit);
          own.push(result);
        }
      } finally {
        results.push(...own);
        if (!options.json && options.repeat > 1 && own.length > 0) print(`\n${renderRepetitions(own)}`);
      }
    }
  } finally {
    interrupt.ignore();
    if (options.json) print(JSON.stringify(results, null, 2));
    if (options.junit !== undefined && results.length > 0)
      await writeJunit(
        options.junit,
        results.map(({ run }) => join(options.out, run)),
      );
  }
  return exitCodes[worstExit(exits)].code;
}

/** A seed for each repetition: the one that was given, or a random one, and those that follow from it. */
function seedsOf(options: RunOptions): number[] {
  const base = options.seed ?? randomInt(2 ** 31);
  return Array.from({ length: options.repeat }, (_, index) => repetitionSeed(base, index));
}

async function runOne(
  docker: Docker,
  images: Record<string, string>,
  loaded: LoadedScenario,
  seed: number,
  options: RunOptions,
  interrupt: AbortSignal,
): Promise<{ exit: ExitName; result: DrillResult }> {
  const plan = planOf(loaded, seed, options);
  const progress = stderrProgress({ quiet: options.quiet === true, live: mayLive() });
  progress.phase(
    `${plan.scenario.name} on ${plan.topology.name}, seed ${plan.seed}: ${plan.scenario.question}`,
  );
  const end = await conduct(plan, { docker, images, progress, interrupt, expect: expectedTimes });
  progress.end();
  for (const line of end.leftovers) tell(`could not be undone: ${line} (run: ha-drill clean)`);
  if (!end.recorded) throw end.failure ?? new Error('the drill ended without a record');
  const result = await judgeFolder(plan.folder, plan.folder, options.lang);
  if (options.otlp) await tellCollector(plan.folder);
  if (!options.json) {
    printStyled(renderConsole(result, { colour: mayColour(process.stdout) }));
    print(`report: ${join(relative(process.cwd(), plan.folder), pageName('report.html', options.lang))}`);
  }
  if (end.failure && end.lifecycle === 'failed') tell(`The drill broke off: ${end.failure.message}`);
  if (plan.keep)
    tell(
      `The containers are kept: docker ps --filter label=ha-drill.run=${plan.run}; remove them: ha-drill clean`,
    );
  return { exit: worstExit(exitsOf(end, result)), result };
}

/** A collector that is not there is no verdict on the cluster. */
async function tellCollector(folder: string): Promise<void> {
  try {
    tell(`trace: sent to ${await sendTrace(await traceOf(folder))}`);
  } catch (error) {
    tell(`trace: ${messageOf(error)}`);
  }
}

function exitsOf(end: Awaited<ReturnType<typeof conduct>>, result: DrillResult): ExitName[] {
  // Whatever the drill has shown: that the engine is gone comes first, and what was left is told above.
  const exits: ExitName[] = end.engineLost ? ['environment'] : [result.verdict];
  if (end.lifecycle === 'interrupted') exits.push('interrupted');
  if (end.lifecycle === 'failed') exits.push(isOfEnvironment(end.failure) ? 'environment' : 'bug');
  if (end.leftovers.length > 0 && !end.engineLost) exits.push('cleanup');
  return exits;
}

function planOf(loaded: LoadedScenario, seed: number, options: RunOptions): DrillPlan {
  const run = newRunId(loaded.scenario.name);
  return {
    run,
    folder: resolve(options.out, run),
    scenario: loaded.scenario,
    scenarioFile: relative(process.cwd(), resolve(loaded.path)),
    scenarioText: loaded.text,
    origins: loaded.origins,
    policy: loaded.policy,
    topology: loaded.topology,
    seed,
    command: ['ha-drill', ...process.argv.slice(2)],
    keep: options.keep === true,
  };
}

function mayLive(): boolean {
  return process.stderr.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
}
