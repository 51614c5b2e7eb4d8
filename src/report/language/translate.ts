import { isPattern, isTranslated, type Pattern, patternOf } from './pattern.ts';

/** English texts, and what they are in another language; with placeholders of the same names on both sides. */
export type Catalogue = Readonly<Record<string, string>>;

export type Translate = (text: string) => string;

/** What came of a text: `whole` where nothing of it is English any more but names and what others said. */
type Found = { readonly text: string; readonly whole: boolean };

/** How deep texts may stand in texts. */
const deepest = 30;

/** No text of ours is longer than this: what is, others said, and patterns would take long over it. */
const longest = 3000;

/** How many texts are remembered: far more than a page has. */
const mostKnown = 100_000;

/**
 * A translation of whole texts: by the entry of the text; else clause by clause; else by the pattern that says most of it and of
 * which all parts are translated. What has no entry stays as it is, and so does what has nothing to translate.
 */
export function translatorOf(catalogue: Catalogue): Translate {
  const translator = new Translator(catalogue);
  return (text) => translator.find(text, 0).text;
}

class Translator {
  readonly #entries: ReadonlyMap<string, string>;
  readonly #patterns: readonly Pattern[];
  readonly #known = new Map<string, Found>();

  constructor(catalogue: Catalogue) {
    const all = Object.entries(catalogue);
    this.#entries = new Map(all.filter(([from]) => !isPattern(from)));
    this.#patterns = all
      .filter(([from]) => isPattern(from))
      .map(([from, to]) => patternOf(from, to))
      .sort((one, other) => other.said - one.said);
  }

  find(text: string, depth: number): Found {
    const before = this.#known.get(text);
    if (before) return before;
    const found = this.#search(text, depth);
    if (this.#known.size < mostKnown) this.#known.set(text, found);
    return found;
  }

  #search(text: string, depth: number): Found {
    const entry = this.#entries.get(text);
    if (entry !== undefined) return { text: entry, whole: true };
    if (!/[A-Za-z]/.test(text)) return { text, whole: true };
    if (depth > deepest) return { text, whole: false };
    const patterns = text.length > longest ? [] : this.#patterns;
    const ways = [
      ...joints.sentences.map((joint) => () => this.#byClauses(joint, text, depth)),
      ...patterns.map((pattern) => () => this.#byPattern(pattern, text, depth)),
      ...joints.lists.map((joint) => () => this.#byClauses(joint, text, depth)),
    ];
    let partly: Found | undefined;
    for (const way of ways) {
      const found = way();
      if (found?.whole) return found;
      partly ??= found;
    }
    return partly ?? { text, whole: hasNoWord(text) };
  }

  #byPattern(pattern: Pattern, text: string, depth: number): Found | undefined {
    let partly: Found | undefined;
    for (const expression of pattern.expressions) {
      const match = expression.exec(text);
      if (!match) return undefined;
      const found = this.#filled(pattern, match, depth);
      if (found?.whole) return found;
      partly ??= found;
    }
    return partly;
  }

  /** Undefined where nothing of a part is translated: of a pattern of mere signs, and of one whose parts are not all known. */
  #filled({ names, to, isSigns }: Pattern, match: RegExpExecArray, depth: number): Found | undefined {
    const parts = names.map((name, index) => {
      const part = match[index + 1] ?? '';
      const own = isTranslated(name) ? this.find(part, depth + 1) : { text: part, whole: true };
      return { name, ...own, isNew: own.whole && own.text !== part };
    });
    const whole = parts.every((part) => part.whole);
    if ((isSigns || !whole) && !parts.some(({ isNew }) => isNew)) return undefined;
    const byName = new Map(parts.map(({ name, text }) => [name, text]));
    const text = to.replaceAll(/\{([a-z]+\d*)\}/g, (all, name: string) => byName.get(name) ?? all);
    return { text, whole };
  }

  /** From the end: what is left at the beginning may be one text with such joints in it. */
  #byClauses([between, joint]: Joint, text: string, depth: number): Found | undefined {
    const clauses = splitOutside(text, between);
    const tail: string[] = [];
    while (clauses.length > 1) {
      const found = this.find(clauses.at(-1) ?? '', depth + 1);
      if (!found.whole) break;
      tail.unshift(found.text);
      clauses.pop();
    }
    if (tail.length === 0) return undefined;
    const head = this.find(clauses.join(between), depth + 1);
    const isSame = [head.text, ...tail].join(between) === text;
    return isSame
      ? { text, whole: head.whole }
      : { text: [head.text, ...tail].join(joint), whole: head.whole };
  }
}

/** What stands between clauses, and what stands there in Chinese. */
type Joint = readonly [between: string, joint: string];
const joints: { readonly sentences: readonly Joint[]; readonly lists: readonly Joint[] } = {
  sentences: [
    ['. ', '。'],
    ['; ', '；'],
  ],
  lists: [
    [', then ', '，然后'],
    [', ', '，'],
  ],
};

/** A text at what stands between its clauses, but for what is in brackets. */
function splitOutside(text: string, between: string): string[] {
  const clauses: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth === 0 && text.startsWith(between, at)) {
      clauses.push(text.slice(from, at));
      from = at + between.length;
    }
  }
  return [...clauses, text.slice(from)];
}

/** Names, units and the like: nothing that has a translation. */
function hasNoWord(text: string): boolean {
  return !/(?:^|[\s(])[A-Za-z][a-z’']+(?=$|[\s,.;:)])/.test(text.replaceAll(/\b(?:ms|s|min)\b/g, ''));
}
