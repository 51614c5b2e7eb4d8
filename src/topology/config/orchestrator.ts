import { isMap, isScalar } from 'yaml';
import type { Problem } from '../../document/problem.ts';
import { positionAt, type Source } from '../../document/source.ts';
import { hidden, isSecretName } from '../../secrets.ts';
import type { ConfigChange, Origin, OutputLine } from './change.ts';
import { fateOfKey, isOfFailover } from './orchestrator-rules.ts';

export type MappedManager = {
  readonly lines: readonly OutputLine[];
  readonly changes: readonly ConfigChange[];
  readonly problems: readonly Problem[];
  /** Keys whose value is theirs now, with the lines that say it; line 1 where they say nothing, and so the default. */
  readonly decided: ReadonlyMap<string, Origin>;
};

/**
 * Maps an orchestrator.conf.json onto that of a topology: their detection and recovery in ours. What they do not say of it is
 * left out, and so what Orchestrator does by default, as with their file alone. Pure.
 */
export function mapManager(source: Source, ours: Readonly<Record<string, unknown>>): MappedManager {
  const { contents } = source.document;
  const file = source.path;
  if (!isMap(contents)) {
    const message = 'expected a JSON object of settings such as InstancePollSeconds, found none';
    return {
      lines: [],
      changes: [],
      decided: new Map(),
      problems: [{ place: file, line: 1, column: 1, subject: '', message }],
    };
  }
  const changes: ConfigChange[] = [];
  const decided = new Map<string, { value: unknown; line: number; written: string }>();
  for (const { key, value: node } of contents.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const value = plainOf(node);
    const line = positionAt(source, key.range?.[0] ?? 0).line ?? 1;
    const written = `${JSON.stringify(name)}: ${isSecretName(name) && value ? JSON.stringify(hidden) : JSON.stringify(value)}`;
    const fate = fateOfKey(name, value);
    if (fate === 'stays') decided.set(name, { value, line, written });
    else {
      const instead = 'used' in fate ? fate.used : ours[name];
      if ('used' in fate) decided.set(name, { value: fate.used, line, written });
      const used = instead === undefined ? null : JSON.stringify(withoutPlace(instead));
      changes.push({ file, line, written, used, why: fate.why });
    }
  }
  const isTheirs = (name: string): boolean => isOfFailover(name) || decided.has(name);
  const all = Object.fromEntries([
    ...Object.entries(ours).filter(([name]) => !isTheirs(name)),
    ...[...decided].map(([name, { value }]) => [name, value] as const),
  ]);
  const unsaid = Object.keys(ours).filter((name) => isTheirs(name) && !decided.has(name));
  const entries = Object.entries(all);
  const lines = entries.map(([name, value], index): OutputLine => {
    const theirs = decided.get(name);
    const text = `  ${JSON.stringify(name)}: ${JSON.stringify(value)}${index < entries.length - 1 ? ',' : ''}`;
    return theirs ? { text, origin: { file, line: theirs.line, written: theirs.written } } : { text };
  });
  return {
    lines: [{ text: '{' }, ...lines, { text: '}' }],
    changes,
    decided: new Map([
      ...[...decided].map(([name, { line, written }]) => [name, { file, line, written }] as const),
      ...unsaid.map((name) => [name, { file, line: 1, written: `nothing of ${name}` }] as const),
    ]),
    problems: decided.size > 0 ? [] : [nothingOf(file)],
  };
}

function nothingOf(file: string): Problem {
  const message = 'expected settings of detection or recovery such as InstancePollSeconds, found none';
  return { place: file, line: 1, column: 1, subject: '', message };
}

function plainOf(node: unknown): unknown {
  return typeof node === 'object' && node !== null && 'toJSON' in node && typeof node.toJSON === 'function'
    ? node.toJSON()
    : null;
}

/** What the container puts in at its start is told by its name. */
function withoutPlace(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^@(\w+)@$/, '$1 of the run') : value;
}
