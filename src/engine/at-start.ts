import type { Settings } from './settings.ts';

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
 * How a switch stands after a restart of its server: as it was persisted; else as files and the command say; else as it is
 * now, unless it was set while the server ran. Undefined where nobody says anything: the default holds then.
 *
 * What it is now comes last: `read_only` takes `super_read_only` with it, and the server does not call that a change.
 */
export function switchAtStart(
  settings: Settings,
  options: StartOptions,
  name: string,
): SwitchAtStart | undefined {
  const persisted = settings.persisted[name];
  if (persisted !== undefined) return { on: isOn(persisted), from: 'SET PERSIST' };
  const option = options[name];
  if (option !== undefined) return { on: isOn(option), from: 'its configuration' };
  const now = settings.variables[name];
  if (now === undefined || now.source === 'DYNAMIC') return undefined;
  return { on: isOn(now.value), from: now.source === 'COMPILED' ? byDefault : 'its configuration' };
}

/** Where the value of a switch is from that nobody set. */
export const byDefault = 'the default';

function isOn(value: string): boolean {
  return /^(1|on|true|yes)$/i.test(value);
}

/** Parts of names before 8.0.26, and what they are called since. */
const renamed: readonly (readonly [RegExp, string])[] = [
  [/^rpl_semi_sync_master_wait_for_slave_count$/, 'rpl_semi_sync_source_wait_for_replica_count'],
  [/^rpl_semi_sync_master_wait_no_slave$/, 'rpl_semi_sync_source_wait_no_replica'],
  [/^rpl_semi_sync_master_/, 'rpl_semi_sync_source_'],
  [/^rpl_semi_sync_slave_/, 'rpl_semi_sync_replica_'],
  [/^slave_/, 'replica_'],
  [/^log_slave_updates$/, 'log_replica_updates'],
];

/** The name of a variable since 8.0.26, however it is written: with dashes, or as an option that may be missing. */
export function newName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll('-', '_')
    .replace(/^loose_/, '');
  const found = renamed.find(([old]) => old.test(plain));
  return found ? plain.replace(found[0], found[1]) : plain;
}
