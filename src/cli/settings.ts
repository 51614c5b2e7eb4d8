import { resolve } from 'node:path';
import type { Command, Option } from 'commander';
import { problemAt } from '../document/check.ts';
import { invalidDocument, type Problem } from '../document/problem.ts';
import { placeOf } from '../document/source.ts';
import { closest } from '../document/suggest.ts';
import { messageOf, usageError } from '../errors.ts';
import { ownValue } from '../own-value.ts';
import { useSettings } from '../project/current.ts';
import { type AllSettings, loadSettings, type Settings } from '../project/load.ts';

/** A value for a flag that no flag gave, and where it stands. */
type Given = {
  readonly value: unknown;
  readonly origin: string;
  readonly problem: (message: string) => Error;
};

/** Set to `true`, flags that are not given have their defaults. */
const plainVariable = 'HA_DRILL_PLAIN';

/** Flags by which whoever runs a command answers for it himself: a file that comes with a checkout must not. */
const personal = ['trust-topology', 'yes', 'force'];

/** As a user types it: `run`, `faults try`. */
export function nameOf(command: Command): string {
  const above = command.parent;
  return above?.parent ? `${above.name()} ${command.name()}` : command.name();
}

/** The environment variable of a flag: HA_DRILL_RUN_OUT, HA_DRILL_FAULTS_TRY_TARGET. */
export function variableOf(command: Command, option: Option): string {
  const words = ['ha-drill', nameOf(command), option.name()].join(' ');
  return words.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
}

/** The flags of a command that settings may give: all but those that print something else and end, and those that its help does not show. */
export function settable(command: Command): readonly Option[] {
  return command.options.filter((option) => !option.hidden && !['version', 'help'].includes(option.name()));
}

/**
 * Gives the flags of a command the values of the user's file, the project's and the environment, in this order: what comes
 * later takes the place of what was before, and flags that may be given more than once gather them all. The command line is
 * parsed after it.
 *
 * @returns where the value of each flag came from, by its name
 * @throws DrillError (exit 64) for a value that the flag does not take
 */
export function applySettings(command: Command, settings: AllSettings): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  // The drills of a suite are told all that they need.
  if (process.env[plainVariable] === 'true') return origins;
  for (const option of settable(command)) {
    for (const given of givenFor(command, option, settings)) {
      const before = command.getOptionValue(option.attributeName());
      command.setOptionValueWithSource(option.attributeName(), valueFor(option, given, before), 'config');
      origins.set(option.name(), given.origin);
    }
  }
  return origins;
}

/**
 * The settings for the current folder, which names are looked up in from now on.
 *
 * @param commands by which their flags are known
 * @throws DrillError (exit 64) with all that is wrong with them
 */
export async function knownSettings(commands: readonly Command[]): Promise<AllSettings> {
  const read = await loadSettings(process.cwd());
  const problems = [
    ...(read.project ? settingProblems(commands, read.project, 'project') : []),
    ...(read.user ? settingProblems(commands, read.user, 'user') : []),
  ];
  if (problems.length > 0) throw invalidDocument(problems, hint);
  useSettings(read);
  return read;
}

function givenFor(command: Command, option: Option, { user, project }: AllSettings): Given[] {
  const name = option.name();
  const ofFile = (file: Settings): Given[] => {
    const path = ['defaults', nameOf(command), name];
    const value = ownValue(ownValue(file.defaults, nameOf(command)), name);
    if (value === undefined) return [];
    const { place, line } = placeOf(file.source, path);
    const problem = (message: string): Error =>
      invalidDocument([problemAt(file.source, path, message)], hint);
    return [{ value: fromFolder(option, value, file.folder), origin: `${place}:${line}`, problem }];
  };
  const variable = variableOf(command, option);
  const text = process.env[variable];
  const ofEnvironment: Given[] = text
    ? [
        {
          value: isList(option) ? text.trim().split(/\s+/) : text,
          origin: variable,
          problem: (message) => usageError(`${variable}: ${message}`),
        },
      ]
    : [];
  return [...(user ? ofFile(user) : []), ...(project ? ofFile(project) : []), ...ofEnvironment];
}

const hint =
  '`ha-drill help COMMAND` shows its flags; `ha-drill config COMMAND --show-origin` what they are set to';

/** Paths of a file of settings count from it. */
function fromFolder(option: Option, value: unknown, folder: string): unknown {
  return typeof value === 'string' && /<(?:file|folder)>/.test(option.flags) ? resolve(folder, value) : value;
}

/** Whether it may be given more than once: it gathers a list, or a map. */
function isList(option: Option): boolean {
  return typeof option.defaultValue === 'object' && option.defaultValue !== null;
}

function valueFor(option: Option, { value, problem }: Given, before: unknown): unknown {
  if (option.isBoolean() || option.negate) {
    const said = ['true', '1', 'false', '0'].indexOf(String(value));
    if (said < 0) throw problem(`expected true or false, found ${JSON.stringify(value)}`);
    return said < 2;
  }
  const values = Array.isArray(value) ? value : [value];
  if (values.length !== 1 && !isList(option)) throw problem(`expected one value, found ${values.length}`);
  return values.reduce((sofar: unknown, one) => {
    if (typeof one === 'boolean')
      throw problem(`expected a value for --${option.name()}, found ${String(one)}`);
    try {
      return option.parseArg ? option.parseArg(String(one), sofar as never) : String(one);
    } catch (error) {
      throw problem(messageOf(error));
    }
  }, before);
}

/**
 * What is wrong with the flags that a file of settings gives: no such command or flag, or one that the project may not give.
 */
export function settingProblems(
  commands: readonly Command[],
  file: Settings,
  kind: 'project' | 'user',
): Problem[] {
  const known = new Map(commands.map((command) => [nameOf(command), command]));
  return Object.entries(file.defaults ?? {}).flatMap(([name, flags]) => {
    const command = known.get(name);
    if (!command) return [unknown(file, ['defaults', name], 'a command', name, [...known.keys()])];
    const names = settable(command).map((option) => option.name());
    return Object.keys(flags).flatMap((flag) => {
      const path = ['defaults', name, flag];
      if (!names.includes(flag)) return [unknown(file, path, `a flag of ha-drill ${name}`, flag, names)];
      if (kind === 'user' || !personal.includes(flag)) return [];
      const message = `expected it in nobody's checkout: a project must not say this for whoever runs it`;
      return [
        problemAt(
          file.source,
          path,
          message,
          'give the flag, or set it in your own ~/.config/ha-drill/config.yml',
        ),
      ];
    });
  });
}

function unknown(
  file: Settings,
  path: string[],
  what: string,
  found: string,
  names: readonly string[],
): Problem {
  const near = closest(found, names);
  const suggestion = near === undefined ? `there are: ${names.join(', ')}` : `did you mean ${near}?`;
  return problemAt(file.source, path, `expected ${what}, found "${found}"`, suggestion);
}
