import type { Problem } from '../../document/problem.ts';
import { shown } from '../../document/wording.ts';
import type { ConfigChange, OutputLine } from './change.ts';
import {
  type NodeRule,
  noGroup,
  noSemisync,
  ownedByCluster,
  ownedByGroup,
  ownedBySemisync,
} from './node-rules.ts';
import { translated } from './node-translations.ts';
import { isInclude, readOptionFile, type Setting } from './option-file.ts';
import { bytesOf, inMebibytes } from './sizes.ts';

/** What the servers of a topology are, as far as it decides about a setting. */
export type NodeSurroundings = {
  /** The option file of the topology. */
  readonly ours: string;
  /** Names of options that the topology gives on the command line, with their values as they are written there. */
  readonly command: ReadonlyMap<string, string>;
  readonly waitsForAcknowledgement: boolean;
  readonly isGroup: boolean;
  readonly nodes: number;
  readonly memoryBytes: number;
};

/** A setting of theirs that counts, and where it stands. */
export type MappedSetting = {
  readonly value: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly written: string;
};

/** Their option file in one of our servers. */
export type MappedNode = {
  /** Ours, and theirs after it: what is said last counts. */
  readonly lines: readonly OutputLine[];
  readonly changes: readonly ConfigChange[];
  /** What counts now of theirs: settings by name, without those that were left out. */
  readonly settings: ReadonlyMap<string, MappedSetting>;
  /** Names of settings that are the topology's, since theirs say nothing of them. */
  readonly kept: readonly string[];
  readonly problems: readonly Problem[];
};

/** The line that is written, or null; and why it is another one. */
type Verdict = { readonly text: string | null; readonly why: string | undefined };

/** Maps the settings of an option file, all it includes in place, onto the servers of a topology. Pure. */
export function mapNode(entries: readonly Setting[], surroundings: NodeSurroundings): MappedNode {
  const ours = readOptionFile('', surroundings.ours).entries.flatMap((entry) =>
    isInclude(entry) ? [] : [entry],
  );
  const our = new Map([
    ...ours.map(({ name, value }) => [name, value ?? 'ON'] as const),
    ...surroundings.command,
  ]);
  const rules = rulesFor(surroundings);
  const lines: OutputLine[] = [];
  const changes: ConfigChange[] = [];
  const settings = new Map<string, MappedSetting>();
  for (const setting of entries) {
    const { file, line, written } = setting;
    const verdict = isForServers(setting.group)
      ? verdictOn(setting, entries, our, rules, surroundings)
      : otherGroup(setting);
    const { text, why } = verdict;
    if (why !== undefined)
      changes.push({
        file,
        line,
        written: written.trim(),
        used: text ?? usedInstead(setting, our, rules),
        why,
      });
    if (text === null) continue;
    lines.push({ text, origin: { file, line, written: written.trim() } });
    for (const [name, value] of pairsOf(text))
      settings.set(name, { value, line, file, written: written.trim() });
  }
  const header = ['', '[mysqld]'].map((text) => ({ text }));
  return {
    lines: [...surroundings.ours.split('\n').map((text) => ({ text })), ...header, ...lines],
    changes,
    settings,
    kept: [...our.keys()].filter((name) => !settings.has(name)),
    problems: nothingIn(entries, lines.length + changes.length),
  };
}

function nothingIn(entries: readonly Setting[], taken: number): Problem[] {
  if (taken > 0) return [];
  const place = entries[0]?.file ?? '';
  return [{ place, subject: '', message: 'expected settings in the group [mysqld], found none' }];
}

const isForServers = (group: string): boolean => group === 'mysqld' || group === 'server';

function otherGroup({ group }: Setting): Verdict {
  const ofVersion = /^mysqld-\d/.test(group);
  const why = ofVersion
    ? `the group [${group}] is for servers of one version: what is to count here belongs into [mysqld]`
    : `servers do not read the group [${group}]`;
  return { text: null, why };
}

function rulesFor({ waitsForAcknowledgement, isGroup }: NodeSurroundings): readonly NodeRule[] {
  return [
    ...ownedByCluster,
    waitsForAcknowledgement ? ownedBySemisync : noSemisync,
    isGroup ? ownedByGroup : noGroup,
  ];
}

function verdictOn(
  setting: Setting,
  all: readonly Setting[],
  our: ReadonlyMap<string, string>,
  rules: readonly NodeRule[],
  { nodes, memoryBytes }: NodeSurroundings,
): Verdict {
  const { name, value, written } = setting;
  const rule = ruleFor(setting, rules);
  const alike = rule && our.has(name) && isSame(our.get(name), value);
  if (alike) return { text: null, why: undefined };
  if (rule) return { text: null, why: rule.why };
  if (value?.startsWith('/'))
    return { text: null, why: `the container has no ${shown(value)} of your machine` };
  if (name === 'default_time_zone' && !/^([+-]\d|system$)/i.test(value ?? ''))
    return { text: null, why: 'no tables of time zones are loaded here' };
  const other = translated(setting, all);
  if (other?.text === null) return other;
  const text = other?.text ?? written.trim();
  return lowered(text, memoryBytes, nodes) ?? { text, why: other?.why };
}

/** A size that the machine does not have, lowered. */
function lowered(text: string, memoryBytes: number, nodes: number): Verdict | undefined {
  for (const [name, value] of pairsOf(text)) {
    const [most, bytes] = [mostBytes(name, memoryBytes, nodes), bytesOf(value)];
    if (most && bytes !== undefined && bytes > most.bytes)
      return { text: `${name} = ${inMebibytes(most.bytes)}`, why: most.why };
  }
  return undefined;
}

/** A name with `skip_` before it switches the same thing off. */
function ruleFor({ name }: Setting, rules: readonly NodeRule[]): NodeRule | undefined {
  const plain = name.replace(/^(skip|disable|enable|maximum)_/, '');
  return rules.find(({ names }) => names.test(name)) ?? rules.find(({ names }) => names.test(plain));
}

function usedInstead({ group, name }: Setting, our: ReadonlyMap<string, string>, rules: readonly NodeRule[]) {
  if (!isForServers(group)) return null;
  const said = rules.find(({ names }) => names.test(name))?.used;
  const value = our.get(name);
  return said ?? (value === undefined ? null : `${name} = ${value}`);
}

const isOn = /^(1|on|true|yes)$/i;
const isOff = /^(0|off|false|no)$/i;

/** `ON`, `1` and a name alone are the same. */
function isSame(ours: string | undefined, theirs: string | undefined): boolean {
  const plain = (value: string | undefined): string =>
    value === undefined || isOn.test(value) ? 'ON' : isOff.test(value) ? 'OFF' : value.toLowerCase();
  return plain(ours) === plain(theirs);
}

function mostBytes(name: string, memoryBytes: number, nodes: number) {
  if (name === 'innodb_buffer_pool_size') {
    const bytes = Math.max(Math.floor(memoryBytes / 2 / nodes), 64 * 1024 ** 2);
    return { bytes, why: `${nodes} nodes have half of the memory of this machine together` };
  }
  if (name === 'innodb_redo_log_capacity' || name === 'innodb_log_buffer_size')
    return { bytes: 512 * 1024 ** 2, why: 'the volumes and the memory of a drill are small' };
  return undefined;
}

function pairsOf(text: string): [string, string | undefined][] {
  return readOptionFile('', `[mysqld]\n${text}`).entries.flatMap((entry) =>
    isInclude(entry) ? [] : [[entry.name, entry.value] as [string, string | undefined]],
  );
}
