import type { Problem } from '../../document/problem.ts';
import { shown } from '../../document/wording.ts';

/** A setting of an option file of MySQL, at its place. */
export type Setting = {
  readonly file: string;
  readonly line: number;
  readonly written: string;
  readonly group: string;
  /** In small letters, with underscores, `loose_` left out; today's name where it was renamed. */
  readonly name: string;
  readonly isLoose: boolean;
  /** Undefined where the line is the name alone. */
  readonly value: string | undefined;
};

/** `!include` or `!includedir`, at its place. */
export type Include = {
  readonly file: string;
  readonly line: number;
  readonly written: string;
  readonly isFolder: boolean;
  readonly path: string;
};

export type OptionFile = {
  readonly entries: readonly (Setting | Include)[];
  readonly problems: readonly Problem[];
};

/** Reads an option file as MySQL does: groups, settings, comments after `#` and `;`, and what it includes. */
export function readOptionFile(file: string, text: string): OptionFile {
  const entries: (Setting | Include)[] = [];
  const problems: Problem[] = [];
  let group: string | undefined;
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    const at = { file, line: index + 1, written };
    const problem = (message: string): void =>
      void problems.push({ place: file, line: at.line, column: 1, subject: '', message });
    const content = withoutComment(written).trim();
    if (content === '') continue;
    const include = /^!(include|includedir)\s+(.+)$/.exec(content);
    const header = /^\[([^\]]+)\]$/.exec(content);
    if (include)
      entries.push({ ...at, isFolder: include[1] === 'includedir', path: (include[2] ?? '').trim() });
    else if (header) group = (header[1] ?? '').trim();
    else if (content.startsWith('!')) problem(`expected !include or !includedir, found ${shown(content)}`);
    else if (content.startsWith('[')) problem(`expected a group such as [mysqld], found ${shown(content)}`);
    else if (group === undefined)
      problem(`expected a group such as [mysqld] before the first setting, found ${shown(content)}`);
    else entries.push({ ...at, group, ...settingOf(content) });
  }
  return { entries, problems };
}

export function isInclude(entry: Setting | Include): entry is Include {
  return 'isFolder' in entry;
}

function settingOf(content: string): Pick<Setting, 'name' | 'isLoose' | 'value'> {
  const [, written = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(content) ?? [];
  const plain = written.trim().toLowerCase().replaceAll('-', '_');
  const name = todaysName(plain.replace(/^loose_/, ''));
  return {
    name,
    isLoose: plain.startsWith('loose_'),
    value: value === undefined ? undefined : unquoted(value.trim()),
  };
}

/** `#` begins a comment wherever no quote is open, `;` only at the start of a line. */
function withoutComment(line: string): string {
  if (/^\s*[#;]/.test(line)) return '';
  let quote: string | undefined;
  for (const [index, character] of [...line].entries()) {
    if (character === quote) quote = undefined;
    else if (quote === undefined && (character === '"' || character === "'")) quote = character;
    else if (quote === undefined && character === '#') return [...line].slice(0, index).join('');
  }
  return line;
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/s, '$2');
}

/** Names that a server of today still understands, or that its plugins have under another name. */
export function todaysName(name: string): string {
  return name
    .replace(/^rpl_semi_sync_master_/, 'rpl_semi_sync_source_')
    .replace(/^rpl_semi_sync_slave_/, 'rpl_semi_sync_replica_')
    .replace(/^(rpl_semi_sync_source_wait_for)_slave_count$/, '$1_replica_count')
    .replace(/^(rpl_semi_sync_source_wait_no)_slave$/, '$1_replica')
    .replace(/^slave_/, 'replica_')
    .replace(/^log_slave_updates$/, 'log_replica_updates')
    .replace(/^skip_slave_start$/, 'skip_replica_start')
    .replace(/^group_replication_ip_whitelist$/, 'group_replication_ip_allowlist')
    .replace(/^tx_/, 'transaction_');
}
