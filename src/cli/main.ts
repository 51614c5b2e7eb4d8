import { realpathSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { freezeImages } from '../docker/frozen-images.ts';
import { firstLines, shortened } from '../document/shortened.ts';
import { DrillError, isOfEnvironment, messageOf } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { packageVersion } from '../version.ts';
import { baselineCommand } from './baseline.ts';
import { binlogCommand } from './binlog.ts';
import { calibrateCommand } from './calibrate.ts';
import { checkCommand } from './check.ts';
import { ciCommand } from './ci.ts';
import { cleanCommand } from './clean.ts';
import { collectOften } from './collect-often.ts';
import { compareCommand } from './compare.ts';
import { completionCommand } from './completion.ts';
import { configCommand } from './config.ts';
import { doctorCommand } from './doctor.ts';
import { examplesText } from './examples.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { faultsCommand } from './faults.ts';
import { gateCommand } from './gate.ts';
import { helpCommand } from './help.ts';
import { initCommand } from './init.ts';
import { judgeCommand, reportCommand } from './judge.ts';
import { listCommand } from './list.ts';
import { mergeCommand } from './merge.ts';
import { outliveReaders, print, tell } from './output.ts';
import { asTyped } from './own-command.ts';
import { planCommand } from './plan.ts';
import { reconcileCommand } from './reconcile.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';
import { selfcheckCommand } from './selfcheck.ts';
import { applySettings, knownSettings, nameOf } from './settings.ts';
import { setupCommand } from './setup.ts';
import { catchStrays } from './strays.ts';
import { suiteCommand } from './suite.ts';
import { downCommand, upCommand } from './up.ts';
import { validateCommand } from './validate.ts';

const overview = `
Examples:
  ha-drill setup                   install and build what is missing
  ha-drill run kill-primary        one drill, from containers to report
  ha-drill plan kill-primary       what it would do, without touching anything
  ha-drill init                    drills of your own: a project file, a scenario, the workflow for CI
  ha-drill init compose.yml        look at a stack of your own, so that it can be drilled
  ha-drill suite semisync          many drills, repeated, and their comparison
  ha-drill judge reports/<run>     judge a record again, writing nothing

Exit codes:
${Object.values(exitCodes)
  .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
  .join('\n')}
`;

/** The whole command line. */
export function program(): Command {
  const root = new Command('ha-drill')
    .description(
      'Chaos and disaster-recovery drills on real MySQL clusters: measured RTO, RPO and data loss.',
    )
    .option('--debug', 'show the stack of an error')
    .version(packageVersion(), '--version', 'print the version of ha-drill')
    .addHelpText('after', overview)
    .helpCommand(false)
    .hook('preAction', (_, command) => {
      if (command.opts().frozenImages) freezeImages();
    });
  const commands = [
    runCommand(),
    suiteCommand(),
    planCommand(),
    validateCommand(),
    initCommand(),
    checkCommand(),
    listCommand(),
    faultsCommand(),
    judgeCommand(),
    exportCommand(),
    reportCommand(),
    mergeCommand(),
    compareCommand(),
    gateCommand(),
    ciCommand(),
    baselineCommand(),
    selfcheckCommand(),
    setupCommand(),
    doctorCommand(),
    calibrateCommand(),
    upCommand(),
    downCommand(),
    cleanCommand(),
    reconcileCommand(),
    binlogCommand(),
    schemaCommand(),
    explainCommand(),
    completionCommand(root),
    helpCommand(root),
  ];
  const all = commands.flatMap((one) => [one, ...one.commands]);
  const settings = () => knownSettings(all);
  commands.push(configCommand(() => all, settings));
  for (const command of commands) root.addCommand(command);
  for (const command of [root, ...commands, ...commands.flatMap((one) => one.commands)]) {
    command
      .hook('preSubcommand', async (_, chosen) => {
        applySettings(chosen, await settings());
      })
      .configureOutput({ writeErr, writeOut: (text) => print(asTyped(text)) })
      .exitOverride()
      .showSuggestionAfterError()
      .showHelpAfterError('(--help shows how to use it)');
  }
  for (const command of commands) {
    for (const one of [command, ...command.commands]) one.addHelpText('after', examplesText(nameOf(one)));
  }
  return root;
}

/** Runs a command line; resolves when it has ended and `process.exitCode` is set. Never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeFor(error, argv.includes('--debug'));
  }
}

function exitCodeFor(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage.code;
  if (debug && error instanceof Error) tell(error.stack ?? '');
  if (error instanceof DrillError) {
    // What Docker says ends with what matters; what a document says begins with it.
    const message = error.exit === 'usage' ? readable(error.message) : error.message;
    tell(`ha-drill: ${message}${error.hint ? `\n${readable(error.hint)}` : ''}`);
    return error.exitCode;
  }
  if (isOfEnvironment(error)) {
    tell(`ha-drill: ${readable(messageOf(error))}\nRun it again with --debug to see where.`);
    return exitCodes.environment.code;
  }
  tell(
    `ha-drill: this is a bug: ${readable(messageOf(error))}\nRun it again with --debug to see where, and report it.`,
  );
  return exitCodes.bug.code;
}

/** Words of the parser of options, which quotes what it was given. */
function writeErr(text: string): void {
  tell(readable(text.replace(/\n$/, '')));
}

/** As much of a message as a person reads: a screen of lines, none of them endless. */
function readable(message: string): string {
  const lines = message.split('\n').map((line) => shortened(line, 2000));
  return firstLines(lines, 24, 6500).join('\n');
}

/** The process of the command line: what `bin/ha-drill.cjs` calls. */
export async function start(): Promise<void> {
  collectOften();
  outliveReaders();
  catchStrays();
  await main(process.argv);
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) await start();
