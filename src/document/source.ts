import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { invalidDocument, type Problem } from './problem.ts';
import { readText } from './read-text.ts';
import { characterComplaint, documentComplaint } from './yaml-complaints.ts';
import type { YamlComplaint } from './yaml-tree.ts';

/** A path within a document: keys of maps and indexes of lists. */
export type Path = readonly (string | number)[];

/** A YAML document that knows where each of its values stands, and which of them an option replaced. */
export type Source = {
  /** As people wrote it. */
  readonly path: string;
  readonly text: string;
  readonly document: Document;
  /** The values of the document without its syntax: aliases and merges resolved. */
  readonly plain: unknown;
  readonly lines: LineCounter;
  /** Values given on the command line, with the option that gave them. */
  readonly overrides: readonly { readonly path: Path; readonly option: string }[];
};

/** More parts (words, signs, ends of lines) than any document that people write; each costs the parser time. */
const mostTokens = 100_000;

/**
 * Reads a YAML file.
 *
 * @throws DrillError (exit 64) when the file is missing, cannot be read or is not YAML
 */
export async function readSource(path: string): Promise<Source> {
  return parseSource(path, await readText(path));
}

/**
 * Parses YAML text. Merge keys (`<<`) are understood, since compose files use them.
 *
 * @throws DrillError (exit 64) with the first complaint, and its position
 */
export function parseSource(path: string, text: string): Source {
  const lines = new LineCounter();
  const early = characterComplaint(text) ?? sizeComplaint(text);
  const document = parseDocument(early ? '' : text, { lineCounter: lines, ...parsing });
  const complaint = early ?? documentComplaint(document, text);
  if (complaint) throw notYaml(path, text, complaint);
  return { path, text, document, lines, plain: plainValues(document), overrides: [] };
}

/** The source after values of the command line were put into its document. */
export function withOverrides(source: Source, applied: Source['overrides']): Source {
  return {
    ...source,
    plain: plainValues(source.document),
    overrides: [...source.overrides, ...applied],
  };
}

/** The value that a text is in YAML; undefined where it is none, or none that a document may hold. */
export function parseValue(text: string): { readonly value: unknown } | undefined {
  if (characterComplaint(text) ?? sizeComplaint(text)) return undefined;
  const document = parseDocument(text, parsing);
  return documentComplaint(document, text) ? undefined : { value: plainValues(document) };
}

// Whether keys are unique is asked in `documentComplaint`: the parser compares each with each.
const parsing = { merge: true, prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;

/** Bombs are known before: `documentComplaint` counts what aliases come to. */
function plainValues(document: Document): unknown {
  return document.toJS({ maxAliasCount: -1 });
}

function sizeComplaint(text: string): YamlComplaint | undefined {
  let tokens = 0;
  for (const _ of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > mostTokens)
      return { offset: 0, message: 'expected a document that a person could write, found a larger one' };
  }
  return undefined;
}

function notYaml(path: string, text: string, { offset, ...complaint }: YamlComplaint) {
  const before = text.slice(0, offset).split(/\r\n|\n/);
  const place = { place: path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const problem: Problem = { ...place, subject: 'not valid YAML', ...complaint };
  return invalidDocument([problem], 'nothing else was checked: this comes first');
}

/** Where the value (or the key) at `path` stands; where there is nothing, the nearest thing around it. */
export function placeOf(
  source: Source,
  path: Path,
  part: 'value' | 'key' = 'value',
): Pick<Problem, 'place' | 'line' | 'column'> {
  const covering = source.overrides.findLast((each) => startsWith(path, each.path));
  if (covering) return { place: covering.option };
  const offset = offsetOf(source, path, part);
  // A map that is in no file was made to hold a value of the command line.
  const inside = offset === undefined && source.overrides.findLast((each) => startsWith(each.path, path));
  return inside ? { place: inside.option } : positionAt(source, offset ?? 0);
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, index) => key === path[index]);
}

/** Where the character at an offset stands. */
export function positionAt(source: Source, offset: number): Pick<Problem, 'place' | 'line' | 'column'> {
  const { line, col } = source.lines.linePos(offset);
  return { place: source.path, line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The offset of the value or key at a path, or of the nearest thing around it; undefined where it is in no file. */
function offsetOf(source: Source, path: Path, part: 'value' | 'key'): number | undefined {
  let node: unknown = source.document.contents;
  let offset = startOf(node);
  for (const [index, key] of path.entries()) {
    if (isAlias(node)) node = targetsOf(source.document).get(node);
    const child = childOf(node, key);
    if (!child) return offset;
    const wanted = part === 'key' && index === path.length - 1 ? child.key : child.value;
    offset = startOf(wanted) ?? startOf(child.key);
    node = child.value;
  }
  return offset;
}

function childOf(node: unknown, key: string | number): { key: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const item = typeof key === 'number' ? node.items[key] : undefined;
    return item === undefined ? undefined : { key: item, value: item };
  }
  return isMap(node) ? pairsOf(node).get(String(key)) : undefined;
}

const targets = new WeakMap<Document, ReadonlyMap<Alias, unknown>>();

/** What each alias of a document stands for: the last node before it that has its anchor. */
function targetsOf(document: Document): ReadonlyMap<Alias, unknown> {
  const known = targets.get(document);
  if (known) return known;
  const anchored = new Map<string, unknown>();
  const found = new Map<Alias, unknown>();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) found.set(node, anchored.get(node.source));
      else if (node.anchor) anchored.set(node.anchor, node);
    },
  });
  targets.set(document, found);
  return found;
}

const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** The pairs of a map by key; looked up anew when an option of the command line added one. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = indexes.get(map);
  if (known?.size === map.items.length) return known;
  const index = new Map(
    map.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair]),
  );
  indexes.set(map, index);
  return index;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) && node.range ? node.range[0] : undefined;
}
