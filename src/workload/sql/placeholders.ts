import type { Random } from '../../random.ts';
import { quotedTexts } from './script.ts';

/** What stands in place of a placeholder. */
export type Value = number | string;

const placeholder = /\{\{\s*(.*?)\s*\}\}/gs;
const forms = {
  int: /^int (-?\d{1,15}) (-?\d{1,15})(?: as ([a-z]\w*))?$/,
  string: /^string (\d{1,5})(?: as ([a-z]\w*))?$/,
  sequence: /^sequence(?: as ([a-z]\w*))?$/,
  again: /^([a-z]\w*)$/,
} as const;
const mostCharacters = 10_000;
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

type Placeholder =
  | { readonly kind: 'int'; readonly least: number; readonly most: number; readonly name: string | undefined }
  | { readonly kind: 'string'; readonly length: number; readonly name: string | undefined }
  | { readonly kind: 'sequence'; readonly name: string | undefined }
  | { readonly kind: 'again'; readonly name: string };

/** The placeholder that a text is; undefined for a text that is none. */
function parse(text: string): Placeholder | undefined {
  const int = forms.int.exec(text);
  if (int) {
    const [least, most] = [Number(int[1]), Number(int[2])];
    return least <= most ? { kind: 'int', least, most, name: int[3] } : undefined;
  }
  const string = forms.string.exec(text);
  if (string) {
    const length = Number(string[1]);
    return length >= 1 && length <= mostCharacters ? { kind: 'string', length, name: string[2] } : undefined;
  }
  const sequence = forms.sequence.exec(text);
  if (sequence) return { kind: 'sequence', name: sequence[1] };
  return forms.again.test(text) ? { kind: 'again', name: text } : undefined;
}

function* textsIn(sql: string): Generator<string> {
  for (const [, text = ''] of sql.matchAll(placeholder)) yield text;
}

/**
 * What is wrong with the placeholders of statements that share their names: with the index of the statement. At most one
 * for each.
 */
export function placeholderProblems(statements: readonly string[]): { index: number; message: string }[] {
  const named = new Set<string>();
  return statements.flatMap((sql, index) => {
    const message = problemOf(sql, named);
    return message === undefined ? [] : [{ index, message }];
  });
}

function problemOf(sql: string, named: Set<string>): string | undefined {
  if (sql.replaceAll(placeholder, '').includes('{{')) return 'expected }} after {{, found none';
  const quoted = quotedTexts(sql).find((text) => text.includes('{{'));
  if (quoted)
    return `expected no quotes around a placeholder, which brings its own where it needs some, found ${quoted}`;
  for (const text of textsIn(sql)) {
    const read = parse(text);
    if (!read)
      return `expected {{ int LEAST MOST }}, {{ string LENGTH }} (1 to ${mostCharacters}) or {{ sequence }}, each also with "as name", or the {{ name }} of an earlier one, found {{ ${text} }}`;
    if (read.kind === 'again' && !named.has(read.name))
      return `expected a name that an earlier placeholder has ("as ${read.name}"), found {{ ${read.name} }}`;
    if (read.name) named.add(read.name);
  }
  return undefined;
}

/** Chooses values for every placeholder of some statements, in their order: a list for each statement. */
export function chooseValues(statements: readonly string[], random: Random, next: () => number): Value[][] {
  const named = new Map<string, Value>();
  return statements.map((sql) =>
    [...textsIn(sql)].map((text) => {
      const read = parse(text);
      if (!read) throw new RangeError(`{{ ${text} }} is no placeholder`);
      const value = read.kind === 'again' ? (named.get(read.name) ?? 0) : choose(read, random, next);
      if (read.name) named.set(read.name, value);
      return value;
    }),
  );
}

function choose(read: Exclude<Placeholder, { kind: 'again' }>, random: Random, next: () => number): Value {
  if (read.kind === 'sequence') return next();
  if (read.kind === 'int') return read.least + Math.floor(random() * (read.most - read.least + 1));
  return Array.from({ length: read.length }, () => letters[Math.floor(random() * letters.length)]).join('');
}

/** The statement with its values in place of its placeholders. The texts among them are letters and digits alone. */
export function render(sql: string, values: readonly Value[]): string {
  let index = 0;
  return sql.replaceAll(placeholder, () => {
    const value = values[index] ?? 0;
    index += 1;
    return typeof value === 'number' ? String(value) : `'${value}'`;
  });
}
