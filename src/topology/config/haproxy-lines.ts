import type { Problem } from '../../document/problem.ts';
import { shown } from '../../document/wording.ts';
import { hidden } from '../../secrets.ts';
import type { Origin } from './change.ts';

/** A line of a configuration of HAProxy: its words, without quotes and comments. */
export type ProxyLine = Origin & { readonly words: readonly string[] };

export type ProxySection = {
  readonly kind: string;
  readonly name: string;
  /** The line that begins it. */
  readonly header: Origin;
  readonly lines: readonly ProxyLine[];
};

const kinds =
  'global defaults frontend backend listen resolvers userlist peers mailers program cache ring http-errors fcgi-app log-forward crt-store traces'.split(
    ' ',
  );

/** Reads a configuration of HAProxy as sections of lines. */
export function readProxy(
  file: string,
  text: string,
): { sections: readonly ProxySection[]; problems: readonly Problem[] } {
  const sections: { kind: string; name: string; header: Origin; lines: ProxyLine[] }[] = [];
  const problems: Problem[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const words = wordsOf(raw);
    const [first = '', second = ''] = words;
    const at = { file, line: index + 1, written: withoutAccount(raw.trim()) };
    if (first === '' || first === '.if' || first === '.endif') continue;
    if (kinds.includes(first)) sections.push({ kind: first, name: second, header: at, lines: [] });
    else if (sections.length > 0) sections.at(-1)?.lines.push({ ...at, words });
    else
      problems.push({
        place: file,
        line: at.line,
        column: 1,
        subject: '',
        message: `expected a section such as global or listen first, found ${shown(at.written)}`,
      });
  }
  return { sections, problems };
}

/** `stats auth user:password` is told without the password. */
function withoutAccount(line: string): string {
  return line.replace(/^(stats\s+auth\s+[^:\s]+:).+$/, `$1${hidden}`);
}

/** Quotes keep blanks together, and `#` begins a comment. */
function wordsOf(line: string): string[] {
  const found = line.match(/#.*|(?:"[^"]*"|'[^']*'|\\.|[^\s"'#\\])+/g) ?? [];
  const end = found.findIndex((word) => word.startsWith('#'));
  return end < 0 ? [...found] : found.slice(0, end);
}

/** A `listen`, or a `frontend` and the `backend` that it uses: where clients connect, and where they are led. */
export type Listener = {
  readonly name: string;
  readonly header: Origin;
  readonly lines: readonly ProxyLine[];
  /** Of the `defaults` before it. */
  readonly defaults: readonly ProxyLine[];
  /** Sections that are in it. */
  readonly of: readonly ProxySection[];
};

/** The listeners that lead to servers by TCP. */
export function listenersOf(sections: readonly ProxySection[]): Listener[] {
  return sections.flatMap((section, index) => {
    if (section.kind !== 'listen' && section.kind !== 'frontend') return [];
    const defaults = sections.slice(0, index).findLast(({ kind }) => kind === 'defaults')?.lines ?? [];
    const name = [...defaults, ...section.lines].findLast(({ words }) => words[0] === 'default_backend')
      ?.words[1];
    const backend =
      section.kind === 'frontend'
        ? sections.find((one) => one.kind === 'backend' && one.name === name)
        : undefined;
    const of = backend ? [section, backend] : [section];
    const lines = of.flatMap((one) => one.lines);
    const leads = lines.some(({ words }) => words[0] === 'server' || words[0] === 'server-template');
    return leads ? [{ name: section.name, header: section.header, lines, defaults, of }] : [];
  });
}

/** What the last of some lines that begin with a word says after it. */
export function lastSaid(lines: readonly ProxyLine[], key: string): ProxyLine | undefined {
  return lines.findLast(({ words }) => words[0] === key);
}
