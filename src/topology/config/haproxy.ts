import type { Problem } from '../../document/problem.ts';
import type { ConfigChange, Origin, OutputLine } from './change.ts';
import {
  type Listener,
  lastSaid,
  listenersOf,
  type ProxyLine,
  type ProxySection,
  readProxy,
} from './haproxy-lines.ts';
import { fateInGlobal, fateInListener, type LineFate } from './haproxy-rules.ts';
import { addressOf, nodesFor, portOf, serverOptions } from './haproxy-servers.ts';

/** Where a listener of theirs stands in our cluster. */
export type ProxyPlace = {
  readonly name: 'write' | 'read';
  readonly port: number;
  /** Servers wait until whoever fails over enables them. */
  readonly isRouted: boolean;
};

export type ProxySurroundings = {
  readonly nodes: readonly string[];
  /** The lines `stats socket` of the topology. */
  readonly sockets: readonly string[];
  readonly write: ProxyPlace;
  readonly read: ProxyPlace | undefined;
  /** Our own section for reads, where theirs has none. */
  readonly ourRead: readonly string[];
};

/** Which listeners of theirs are the endpoints: said by the user, or by there being one. */
export type ProxyChoice = { readonly write?: string | undefined; readonly read?: string | undefined };

export type MappedProxy = {
  readonly lines: readonly OutputLine[];
  readonly changes: readonly ConfigChange[];
  readonly problems: readonly Problem[];
  /** Whether theirs has a listener for reads. */
  readonly reads: boolean;
};

/** What is collected while lines are gone through. */
class Mapping {
  readonly lines: OutputLine[] = [];
  readonly changes: ConfigChange[] = [];
  readonly problems: Problem[] = [];

  add(text: string, origin?: Origin): void {
    this.lines.push({ text, origin });
  }

  change({ file, line, written }: Origin, used: string | null, why: string): void {
    this.changes.push({ file, line, written, used, why });
  }

  refuse({ file, line, written }: Origin, message: string): void {
    this.problems.push({ place: file, line, column: 1, subject: written, message });
  }

  take(line: ProxyLine, fate: LineFate): void {
    if ('refused' in fate) this.refuse(line, fate.refused);
    else if ('stays' in fate) this.add(`  ${line.written}`, line);
    else {
      this.change(line, fate.used, fate.why);
      if (fate.used?.startsWith('option ')) this.add(`  ${fate.used}`, line);
    }
  }
}

/** Maps a haproxy.cfg onto the proxy of a topology. Pure. */
export function mapProxy(
  file: string,
  text: string,
  choice: ProxyChoice,
  surroundings: ProxySurroundings,
): MappedProxy {
  const { sections, problems } = readProxy(file, text);
  const listeners = listenersOf(sections);
  const chosen = choose(file, listeners, choice);
  if (problems.length > 0 || 'problems' in chosen) {
    const all = [...problems, ...('problems' in chosen ? chosen.problems : [])];
    return { lines: [], changes: [], problems: all, reads: false };
  }
  const used = [chosen.write, chosen.read].filter((one) => one !== undefined);
  const mapping = new Mapping();
  const nodes = nodesFor(
    used.flatMap(({ lines }) => lines.filter(({ words }) => words[0] === 'server')),
    surroundings.nodes,
  );
  mapGlobal(mapping, sections, surroundings);
  for (const section of sections) mapShared(mapping, section, used);
  mapListener(mapping, chosen.write, surroundings.write, nodes, surroundings);
  if (chosen.read && surroundings.read)
    mapListener(mapping, chosen.read, surroundings.read, nodes, surroundings);
  else for (const line of surroundings.ourRead) mapping.add(line);
  return { ...mapping, reads: chosen.read !== undefined };
}

function choose(
  file: string,
  listeners: readonly Listener[],
  { write, read }: ProxyChoice,
): { write: Listener; read: Listener | undefined } | { problems: Problem[] } {
  const names = listeners.map(({ name }) => name);
  const problem = (message: string) => ({ problems: [{ place: file, subject: '', message }] });
  if (listeners.length === 0)
    return problem(
      'expected a listen, or a frontend with its default_backend, with lines `server`, found none',
    );
  const unknown = [write, read].find((name) => name !== undefined && !names.includes(name));
  if (unknown !== undefined)
    return problem(`expected one of ${names.join(', ')}, found no listen or frontend ${unknown}`);
  if (write !== undefined && write === read)
    return problem(`expected two of them for write and read, found ${write} for both`);
  if (write === undefined && listeners.length > 1) {
    const example = `proxy: { file: ${file}, write: ${names[0]}, read: ${names[1]} }`;
    return problem(`which of ${names.join(', ')} do applications write to? Say it: ${example}`);
  }
  const named = (name: string | undefined) => listeners.find((one) => one.name === name);
  const [first] = listeners;
  const writes = write === undefined ? first : named(write);
  if (!writes) return problem('expected a listen or a frontend for writes, found none');
  return { write: writes, read: named(read) };
}

function mapGlobal(
  mapping: Mapping,
  sections: readonly ProxySection[],
  { sockets }: ProxySurroundings,
): void {
  mapping.add('global');
  for (const socket of sockets) mapping.add(`  ${socket}`);
  mapping.add('  nbthread 1');
  for (const { lines } of sections.filter(({ kind }) => kind === 'global'))
    for (const line of lines) mapping.take(line, fateInGlobal(line));
}

/** `defaults`, and sections that are none of the endpoints. */
function mapShared(mapping: Mapping, section: ProxySection, used: readonly Listener[]): void {
  const { kind, header, lines } = section;
  if (kind === 'global' || used.some(({ of }) => of.includes(section))) return;
  if (kind !== 'defaults') {
    const count = lines.length === 1 ? 'its line' : `its ${lines.length} lines`;
    mapping.change(header, null, `no part of the endpoints, with ${count}`);
    return;
  }
  mapping.add(header.written, header);
  for (const line of lines) {
    const [key] = line.words;
    if (key === 'mode') mapping.add('  mode tcp', line);
    else if (key === 'default-server') mapDefaults(mapping, line);
    else if (key !== 'default_backend') mapping.take(line, fateInListener(line));
  }
}

function mapDefaults(mapping: Mapping, line: ProxyLine): void {
  const { kept, reasons, refused } = serverOptions(line.words.slice(1), undefined);
  if (refused) mapping.refuse(line, refused);
  const text = ['default-server', ...kept].join(' ');
  if (reasons.length > 0) mapping.change(line, kept.length > 0 ? text : null, reasons.join('; '));
  if (kept.length > 0) mapping.add(`  ${text}`, line);
}

function mapListener(
  mapping: Mapping,
  listener: Listener,
  place: ProxyPlace,
  nodes: ReadonlyMap<string, string | undefined>,
  surroundings: ProxySurroundings,
): void {
  const mode = lastSaid([...listener.defaults, ...listener.lines], 'mode');
  if (mode && mode.words[1] !== 'tcp')
    mapping.refuse(mode, `expected mode tcp for ${listener.name}: the clients of a drill speak MySQL`);
  for (const { header } of listener.of)
    mapping.change(header, `listen ${place.name}`, 'by this name the topology knows it');
  mapping.add('');
  mapping.add(`listen ${place.name}`, listener.header);
  mapping.add(`  bind :${place.port}`);
  const theirs = listener.lines.filter(({ words }) => words[0] === 'server');
  for (const line of listener.lines) {
    const [key] = line.words;
    if (key === 'bind')
      mapping.change(line, `bind :${place.port}`, 'the address that clients of a drill know');
    else if (key === 'default-server') mapDefaults(mapping, line);
    else if (key !== 'server' && key !== 'mode' && key !== 'default_backend')
      mapping.take(line, fateInListener(line));
  }
  mapServers(mapping, theirs, place, nodes, surroundings.nodes);
}

/** A line for each node: theirs where an address stands for it, else the last of theirs again. */
function mapServers(
  mapping: Mapping,
  theirs: readonly ProxyLine[],
  place: ProxyPlace,
  nodes: ReadonlyMap<string, string | undefined>,
  all: readonly string[],
): void {
  const present = new Set<string>();
  const textFor = (node: string, line: ProxyLine, also: readonly string[]): string | undefined => {
    const { kept, reasons, refused } = serverOptions(line.words.slice(3), portOf(addressOf(line)));
    if (refused) mapping.refuse(line, refused);
    if (refused) return undefined;
    const waits = place.isRouted && !kept.includes('disabled') ? ['disabled'] : [];
    const text = ['server', node, `${node}:3306`, ...kept, ...waits].join(' ');
    const because = [
      'a node of this cluster',
      ...(waits.length > 0 ? ['whoever fails over enables it'] : []),
      ...also,
      ...reasons,
    ];
    mapping.change(line, text, because.join('; '));
    return text;
  };
  for (const line of theirs) {
    const node = nodes.get(addressOf(line));
    if (node === undefined) {
      mapping.change(
        line,
        null,
        `the cluster has ${all.length} nodes, and addresses before it stand for them`,
      );
      continue;
    }
    const text = textFor(node, line, []);
    if (text === undefined || present.has(node)) continue;
    present.add(node);
    mapping.add(`  ${text}`, line);
  }
  const last = theirs.findLast((line) => nodes.get(addressOf(line)) !== undefined);
  for (const node of place.isRouted && last && mapping.problems.length === 0 ? all : []) {
    const text =
      present.has(node) || !last
        ? undefined
        : textFor(node, last, ['once more: no line of yours stands for this node']);
    if (text !== undefined && last) mapping.add(`  ${text}`, last);
  }
}
