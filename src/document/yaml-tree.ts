import { isAlias, isCollection, isMap, isNode, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { shortened } from './shortened.ts';

/** What makes a text no YAML document, and where (offset in characters). */
export type YamlComplaint = {
  readonly offset: number;
  readonly message: string;
  readonly suggestion?: string | undefined;
};

/** Deeper than any document that means something; what walks documents recurses. */
const mostDepth = 50;

/** The most values a document may come to, each alias counted as all that it stands for. */
const mostValues = 200_000;

/** A node with an anchor: its kind, and how many values it comes to; undefined while its end is not reached. */
type Anchored = { readonly node: Node; values: number | undefined };

/**
 * The first thing in a parsed document that YAML allows and a document of ours cannot mean: a key twice, `__proto__`
 * as a key, an alias of nothing or of what it stands in, a merge of no map, nesting or expansion without bounds.
 */
export function treeComplaint(contents: unknown): YamlComplaint | undefined {
  try {
    valuesOf(contents, 0, new Map());
    return undefined;
  } catch (error) {
    if (error instanceof Complaint) return error.complaint;
    throw error;
  }
}

/** Ends the walk at the first complaint. */
class Complaint extends Error {
  readonly complaint: YamlComplaint;

  constructor(at: unknown, message: string, suggestion?: string) {
    super(message);
    this.complaint = { offset: isNode(at) ? (at.range?.[0] ?? 0) : 0, message, suggestion };
  }
}

/** How many values a node comes to. Anchors are known from where they stand on, as the parser resolves them. */
function valuesOf(node: unknown, depth: number, anchors: Map<string, Anchored>): number {
  if (isAlias(node)) return valuesOfAlias(node, node.source, anchors);
  if (!isCollection(node)) {
    if (isScalar(node) && node.anchor) anchors.set(node.anchor, { node, values: 1 });
    return 1;
  }
  if (depth === mostDepth)
    throw new Complaint(node, `expected at most ${mostDepth} levels of nesting, found more`);
  const anchored: Anchored = { node, values: undefined };
  if (node.anchor) anchors.set(node.anchor, anchored);
  const values = 1 + (isMap(node) ? valuesOfPairs : valuesOfItems)(node.items as never[], depth, anchors);
  if (values > mostValues)
    throw new Complaint(node, `expected at most ${mostValues} values, aliases resolved, found more`);
  anchored.values = values;
  return values;
}

function valuesOfAlias(alias: Node, name: string, anchors: ReadonlyMap<string, Anchored>): number {
  const anchored = anchors.get(name);
  const short = shortened(name, 60);
  if (!anchored) throw new Complaint(alias, `expected an anchor &${short} before *${short}, found none`);
  if (anchored.values === undefined)
    throw new Complaint(alias, `expected *${short} outside of what &${short} marks, found it inside`);
  return anchored.values;
}

function valuesOfItems(items: readonly unknown[], depth: number, anchors: Map<string, Anchored>): number {
  return items.reduce((sum: number, item) => sum + valuesOf(item, depth + 1, anchors), 0);
}

function valuesOfPairs(pairs: readonly Pair[], depth: number, anchors: Map<string, Anchored>): number {
  const keys = new Set<string>();
  let values = 0;
  for (const pair of pairs) {
    const key = keyOf(pair, anchors);
    if (keys.has(key)) throw new Complaint(pair.key, 'Map keys must be unique', 'write each key once');
    keys.add(key);
    values += valuesOf(pair.key, depth + 1, anchors) + valuesOf(pair.value, depth + 1, anchors);
    if (key === '<<') requireMaps(pair, anchors);
  }
  return values;
}

function keyOf({ key }: Pair, anchors: ReadonlyMap<string, Anchored>): string {
  const node = isAlias(key) ? anchors.get(key.source)?.node : key;
  if (isCollection(node)) throw new Complaint(key, 'expected text as a key, found a map or a list');
  const value = isScalar(node) ? node.value : node;
  const text = typeof value === 'symbol' ? (value.description ?? '') : String(value);
  if (text === '__proto__') throw new Complaint(key, 'expected a known key, found "__proto__"');
  return text;
}

/** What `<<` takes: a map, or a list of maps. */
function requireMaps({ key, value }: Pair, anchors: ReadonlyMap<string, Anchored>): void {
  const resolved = (node: unknown) => (isAlias(node) ? anchors.get(node.source)?.node : node);
  const source = resolved(value);
  const sources = isSeq(source) ? source.items.map(resolved) : [source];
  if (!sources.every(isMap))
    throw new Complaint(isNode(value) ? value : key, 'expected a map (or a list of maps) after <<');
}
