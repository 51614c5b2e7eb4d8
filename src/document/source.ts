import { readFile } from 'node:fs/promises';
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { messageOf, usageError } from '../errors.ts';
import { noSuchFile } from './missing-file.ts';
import { invalidDocument, type Problem } from './problem.ts';
import { complaintsAbout } from './yaml-complaints.ts';

/** A path within a document: keys of maps and indexes of lists. */
export type Path = readonly (string | number)[];

/** A YAML document that knows where each of its values stands, and which of them an option replaced. */
export type Source = {
  /** As people wrote it. */
  readonly path: string;
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
  /** Values given on the command line, with the option that gave them. */
  readonly overrides: readonly { readonly path: Path; readonly option: string }[];
};

/**
 * Reads a YAML file.
 *
 * @throws DrillError (exit 64) when the file is missing, cannot be read or is not YAML
 */
export async function readSource(path: string): Promise<Source> {
  try {
    return parseSource(path, await readFile(path, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw await noSuchFile(path);
    if (code === 'EISDIR') throw usageError(`${path}: expected a YAML file, found a folder`);
    if (code !== undefined) throw usageError(`${path}: cannot be read: ${messageOf(error)}`);
    throw error;
  }
}

/**
 * Parses YAML text. Merge keys (`<<`) are understood, since compose files use them.
 *
 * @throws DrillError (exit 64) with the parser's complaints, each with its position
 */
export function parseSource(path: string, text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const source: Source = { path, text, document, lines, overrides: [] };
  const problems = complaintsAbout(document, text).map(({ offset, ...complaint }) => ({
    ...positionAt(source, offset),
    subject: 'not valid YAML',
    ...complaint,
  }));
  if (problems.length > 0) throw invalidDocument(problems, 'nothing else was checked: this comes first');
  return source;
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
    if (isAlias(node)) node = node.resolve(source.document);
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
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === String(key));
}

function startOf(node: unknown): number | undefined {
  return isNode(node) && node.range ? node.range[0] : undefined;
}
