import type { Setting } from './option-file.ts';
import { bytesOf, inMebibytes } from './sizes.ts';

/** What a server of today understands in place of a setting; null where another line says it already. */
export type Translation = { readonly text: string | null; readonly why: string };

/** A setting in the words of a server of today, with the reason; undefined where it needs no other words. */
export function translated(setting: Setting, all: readonly Setting[]): Translation | undefined {
  const { name, value, written, isLoose } = setting;
  if (name === 'expire_logs_days' && /^\d+$/.test(value ?? '')) {
    return {
      text: `binlog_expire_logs_seconds = ${Number(value) * 86_400}`,
      why: 'removed in 8.4; the same in seconds',
    };
  }
  const bytes = bytesOf(value);
  if (name === 'innodb_log_file_size' && bytes !== undefined) {
    const files = Number(all.findLast((one) => one.name === 'innodb_log_files_in_group')?.value ?? 2);
    return {
      text: `innodb_redo_log_capacity = ${inMebibytes(bytes * files)}`,
      why: `removed; ${files} files of this size together`,
    };
  }
  if (name === 'innodb_log_files_in_group')
    return { text: null, why: 'removed; it is counted into innodb_redo_log_capacity' };
  return renamed(written, name, value, isLoose);
}

function renamed(
  written: string,
  name: string,
  value: string | undefined,
  isLoose: boolean,
): Translation | undefined {
  const before = written
    .split('=')[0]
    ?.trim()
    .toLowerCase()
    .replaceAll('-', '_')
    .replace(/^loose_/, '');
  if (before === name) return undefined;
  const text = `${isLoose ? 'loose_' : ''}${name}${value === undefined ? '' : ` = ${quoted(value)}`}`;
  return { text, why: `servers of today call it ${name}` };
}

function quoted(value: string): string {
  return /[#;'"]/.test(value) && !value.includes('"') ? `"${value}"` : value;
}
