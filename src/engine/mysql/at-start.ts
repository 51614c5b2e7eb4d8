import { newName, type Settings } from './settings.ts';

/** What a server starts with: options of its files and of its command, by the names of now. */
export type StartOptions = Readonly<Record<string, string>>;

/** How a switch stands after a restart, and what says so, in words. */
export type SwitchAtStart = { readonly on: boolean; readonly from: string };

/**
 * Reads options as `mysqld --print-defaults` prints those of its files, and as a command has them. Of several, the last
 * one counts.
 */
export function readStartOptions(words: readonly string[]): StartOptions {
  return Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
      if (name === undefined) return [];
      const off = /^(?:skip|disable)[-_](.+)$/.exec(name)?.[1];
      return [off === undefined ? [newName(name), value ?? 'ON'] : [newName(off), 'OFF']];
    }),
  );
}

/**
 * How a switch stands after a restart of its server: as it was persisted; else as it is now, unless it was set while the
 * server ran; else as files and the command say. Undefined where nobody says anything: the default holds then.
 */
export function switchAtStart(
  settings: Settings,
  options: StartOptions,
  name: string,
): SwitchAtStart | undefined {
  const persisted = settings.persisted[name];
  if (persisted !== undefined) return { on: isOn(persisted), from: 'SET PERSIST' };
  const now = settings.variables[name];
  if (now && now.source !== 'DYNAMIC') return { on: isOn(now.value), from: sourceInWords(now.source) };
  const option = options[name];
  return option === undefined ? undefined : { on: isOn(option), from: 'its options' };
}

function sourceInWords(source: string): string {
  if (source === 'COMPILED') return 'the default';
  return source === 'COMMAND_LINE' ? 'its command' : 'its configuration file';
}

function isOn(value: string): boolean {
  return /^(1|on|true|yes)$/i.test(value);
}
