import { Command } from 'commander';
import { didYouMean } from '../document/suggest.ts';
import { usageError } from '../errors.ts';
import { policyEntries } from '../project/current.ts';
import type { AllSettings } from '../project/load.ts';
import { columns, print } from './output.ts';
import { applySettings, nameOf, settable } from './settings.ts';

type Setting = {
  readonly command: string;
  readonly flag: string;
  readonly value: unknown;
  /** `default`, an environment variable, or file and line. */
  readonly origin: string;
};

/**
 * `ha-drill config`: what the flags of commands are when they are not given, and who says so.
 *
 * @param all every command, by which its flags are known
 */
export function configCommand(all: () => readonly Command[], settings: () => Promise<AllSettings>): Command {
  return new Command('config')
    .description('show what flags are set to by the environment, the project and the user')
    .argument('[command]', 'only of this command: with all its flags, also those that nobody set')
    .option('--show-origin', 'where each value stands')
    .option('--json', 'print them as JSON, with their origins')
    .action(async (name: string | undefined, options: { showOrigin?: true; json?: true }) => {
      const commands = all().filter((one) => name === undefined || nameOf(one) === name);
      if (name !== undefined && commands.length === 0) {
        const names = all().map(nameOf);
        throw usageError(
          `There is no command ${name}.`,
          didYouMean(name, names) ?? `There are: ${names.join(', ')}`,
        );
      }
      const read = await settings();
      const found = commands
        .flatMap((command) => settingsOf(command, read))
        .filter(({ origin }) => name !== undefined || origin !== 'default');
      if (name === undefined) found.push(...policySettings());
      if (options.json) return print(JSON.stringify(found, null, 2));
      const rows = found.map(({ command, flag, value, origin }) => {
        return [`${command}.${flag}`, shown(value), ...(options.showOrigin ? [origin] : [])];
      });
      print(rows.length > 0 ? columns(rows).join('\n') : 'nothing is set: all flags have their defaults');
    });
}

/** What the policy in force says: `policy.process.rto`. */
function policySettings(): Setting[] {
  return policyEntries().map(({ disruption, key, value, origin }) => ({
    command: 'policy',
    flag: `${disruption}.${key}`,
    value,
    origin,
  }));
}

function settingsOf(command: Command, read: AllSettings): Setting[] {
  const origins = applySettings(command, read);
  return settable(command).map((option) => ({
    command: nameOf(command),
    flag: option.name(),
    value: command.getOptionValue(option.attributeName()) ?? null,
    origin: origins.get(option.name()) ?? 'default',
  }));
}

function shown(value: unknown): string {
  if (value === null) return '(not set)';
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.join(' ');
  return String(value);
}
