/** A word (a keyword or a name without quotes), a name in quotes, a text in quotes, or one other character. */
export type Token = { readonly kind: 'word' | 'name' | 'text' | 'other'; readonly text: string };

// White space and comments, a name, a text, a word, or anything else. A comment with an exclamation mark is executed
// by MySQL: only its marks are skipped.
const pattern =
  /(?:\s+|--(?=\s|$)[^\n]*|#[^\n]*|\/\*!\d*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|\*\/)|(`(?:[^`]|``)*`)|('(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*")|([\p{L}\p{N}_$]+)|([\s\S])/gu;

function* tokensOf(sql: string): Generator<Token, void> {
  for (const [, name, text, word, other] of sql.matchAll(pattern)) {
    if (name !== undefined) yield { kind: 'name', text: name.slice(1, -1).replaceAll('``', '`') };
    else if (text !== undefined) yield { kind: 'text', text };
    else if (word !== undefined) yield { kind: 'word', text: word };
    else if (other !== undefined) yield { kind: 'other', text: other };
  }
}

/** A schema and a table as a statement names them; the schema null where it names none. */
export type Path = { readonly schema: string | null; readonly table: string };

/** Reads a statement from its begin, only as far as it is asked for. */
export class SqlWords {
  readonly #tokens: Generator<Token, void>;
  #next: Token | undefined;

  constructor(sql: string) {
    this.#tokens = tokensOf(sql);
    this.take();
  }

  /** The token that comes next; undefined at the end. */
  get next(): Token | undefined {
    return this.#next;
  }

  take(): Token | undefined {
    const taken = this.#next;
    this.#next = this.#tokens.next().value ?? undefined;
    return taken;
  }

  /** Whether one of these keywords, in capitals, comes next. */
  sees(...keywords: readonly string[]): boolean {
    return this.#next?.kind === 'word' && keywords.includes(this.#next.text.toUpperCase());
  }

  /** Takes one of these keywords if it comes next. */
  accept(...keywords: readonly string[]): boolean {
    const seen = this.sees(...keywords);
    if (seen) this.take();
    return seen;
  }

  seesOther(character: string): boolean {
    return this.#next?.kind === 'other' && this.#next.text === character;
  }

  acceptOther(character: string): boolean {
    const seen = this.seesOther(character);
    if (seen) this.take();
    return seen;
  }

  /** A name; undefined, with nothing taken, where none comes next. */
  name(): string | undefined {
    if (!this.#next || this.#next.kind === 'other') return undefined;
    // A text in double quotes is a name with sql_mode ANSI_QUOTES.
    if (this.#next.kind === 'text' && !this.#next.text.startsWith('"')) return undefined;
    const taken = this.take();
    return taken?.kind === 'text' ? taken.text.slice(1, -1).replaceAll('""', '"') : taken?.text;
  }

  /** `table` or `schema.table`. */
  path(): Path | undefined {
    const first = this.name();
    if (first === undefined) return undefined;
    if (!this.acceptOther('.')) return { schema: null, table: first };
    const second = this.name();
    return second === undefined ? undefined : { schema: first, table: second };
  }

  /** Paths with commas between them. */
  paths(): Path[] {
    const paths: Path[] = [];
    do {
      const path = this.path();
      if (path) paths.push(path);
    } while (this.acceptOther(','));
    return paths;
  }
}

/** Statements that carry passwords or their hashes: their texts in quotes are not shown. */
const withSecrets = /\b(?:identified|password)\b/i;

/** A statement on one line, for people; texts of statements about accounts are left out. */
export function onOneLine(sql: string, most: number): string {
  const shown = withSecrets.test(sql)
    ? sql.replaceAll(/'(?:[^'\\]|''|\\[\s\S])*('|$)|"(?:[^"\\]|""|\\[\s\S])*("|$)/g, "'...'")
    : sql;
  const line = shown
    .slice(0, 10 * most)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > most ? `${line.slice(0, most - 3)}...` : line;
}
