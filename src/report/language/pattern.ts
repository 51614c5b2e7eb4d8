/**
 * Sentences with placeholders. The name of a placeholder says what stands there: `{n}`, `{span2}`; a digit at its end tells
 * two of one kind apart. `[is|are]` are words of which one stands there, and which no translation needs.
 */

const time = String.raw`[+−-]?\d[\d.,]* (?:ms|s|min(?: \d+ s)?)`;
// A sentence of the verdict begins with a word that is no name.
const name = String.raw`(?!(?:Pass|Fail|Inconclusive):)[^\s,;:()]+`;

/** What may stand at a placeholder, by its kind. What is `translated` is a text itself; the rest stays as it is. */
const kinds = {
  /** A number, with its sign. */
  n: String.raw`[+−-]?\d[\d,]*(?:\.\d+)?`,
  /** A time with its unit, or an instant. */
  span: time,
  /** A number of bytes with its unit. */
  size: String.raw`\d[\d.,]* (?:[KMGT]i)?B`,
  /** A target such as `<= 5s`. */
  target: String.raw`[<>≤≥]=? ?\S*[^\s.,;)]|none`,
  /** A node, a file, a setting, a workload. */
  name,
  /** One or more of them. */
  names: `${name}(?:, ${name})*`,
  /** A topology, with the settings that set its group apart. */
  group: `${name}(?: [^\\s,;:()=]+=${name})*`,
  /** What servers and users say. */
  raw: '.+?',
  /** The kind of a fault. */
  fault: '[a-z][a-z0-9-]*',
  /** One of the two streams. */
  stream: 'service|application',
  /** A phase of a drill. */
  phase: 'provision|baseline|backup|method|recovery|collect',
  /** Anything that is to be translated. */
  text: '.+?',
} as const;
type Kind = keyof typeof kinds;

const translated: ReadonlySet<string> = new Set<Kind>(['text', 'fault', 'stream', 'phase', 'target']);

export type Pattern = {
  /** With texts as short as they can be, and as long as they can be: words of the pattern may stand in a text, too. */
  readonly expressions: readonly RegExp[];
  readonly names: readonly string[];
  readonly to: string;
  /** How many characters of it are said by the pattern itself: of several that match the one that says most counts. */
  readonly said: number;
  /** Whether it says nothing in words. */
  readonly isSigns: boolean;
};

const placeholder = /\{([a-z]+)\d*\}/g;
const choice = /\[([^[\]]*\|[^[\]]*)\]/;

/** The placeholders of a text, in their order. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([whole]) => whole.slice(1, -1));
}

/** Whether a text has to be found by a pattern, and not by itself. */
export function isPattern(text: string): boolean {
  return placeholdersOf(text).length > 0 || choice.test(text);
}

/** Whether what stands at a placeholder is translated itself. */
export function isTranslated(name: string): boolean {
  return translated.has(kindOf(name));
}

/** @throws where a placeholder is of no known kind */
export function patternOf(from: string, to: string): Pattern {
  const parts = from.split(/(\{[a-z]+\d*\}|\[[^[\]]*\|[^[\]]*\])/);
  const words = parts.filter((part) => !part.startsWith('{')).join('');
  const source = parts.map((part, index) => (index % 2 === 0 ? escaped(part) : partOf(part))).join('');
  return {
    expressions: [source, source.replaceAll('(.+?)', '(.+)')].map((one) => new RegExp(`^${one}$`, 's')),
    names: placeholdersOf(from),
    to,
    said: parts.filter((_, index) => index % 2 === 0).join('').length,
    isSigns: !/[A-Za-z]/.test(words),
  };
}

function partOf(part: string): string {
  if (part.startsWith('[')) return `(?:${part.slice(1, -1).split('|').map(escaped).join('|')})`;
  const kind = kindOf(part.slice(1, -1));
  if (!Object.hasOwn(kinds, kind))
    throw new Error(`${part}: expected one of: ${Object.keys(kinds).join(', ')}`);
  return `(${kinds[kind as Kind]})`;
}

function kindOf(name: string): string {
  return name.replace(/\d+$/, '');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
