import type { Lists, Read } from './transactions.ts';

/**
 * Why one transaction comes before another: it appended before (ww); the other read its append (wr); it missed the append of
 * the other (rw); it was over before the other began (rt).
 */
export const edgeKinds = ['ww', 'wr', 'rw', 'rt'] as const;
export type EdgeKind = (typeof edgeKinds)[number];

/** A graph of transactions in columns: the edges of transaction `t` are those from `first[t]` to `first[t + 1]`. */
export type Graph = {
  readonly nodes: number;
  readonly first: Uint32Array;
  readonly to: Uint32Array;
  /** Index into `edgeKinds`. */
  readonly kind: Uint8Array;
  /** The key and the element of the append that makes the edge; 0 for rt. */
  readonly key: Float64Array;
  readonly element: Float64Array;
};

type Edge = readonly [from: number, to: number, kind: number, key: number, element: number];

const [ww, wr, rw, rt] = [0, 1, 2, 3];

/** The dependencies between transactions that follow from what they read, and the order of real time. */
export function graphOf(
  lists: Lists,
  reads: readonly Read[],
  longest: ReadonlyMap<number, readonly number[]>,
): Graph {
  const edges: Edge[] = [];
  const orders = new Map([...longest].map(([key, elements]) => [key, [...new Set(elements)]]));
  for (const [key, order] of orders) appendEdges(lists, key, order, edges);
  const places = placesOf(orders);
  const byTxns = reads.filter(({ txn }) => txn >= 0);
  for (const read of byTxns) readEdges(lists, read, orders, places, edges);
  unseenEdges(lists, byTxns, orders, places, edges);
  realtimeEdges(lists, edges);
  return columnsOf(lists.txns.length, edges);
}

function appendEdges({ writerOf }: Lists, key: number, order: readonly number[], edges: Edge[]): void {
  let before: number | undefined;
  for (const element of order) {
    const writer = writerOf(key, element);
    if (writer !== undefined && before !== undefined && before !== writer)
      edges.push([before, writer, ww, key, element]);
    before = writer;
  }
}

/** Where in the order of its list each element stands, by key. */
function placesOf(orders: ReadonlyMap<number, readonly number[]>): Map<number, Map<number, number>> {
  return new Map(
    [...orders].map(([key, order]) => [key, new Map(order.map((element, place) => [element, place]))]),
  );
}

/** The last element that was read, and may have been committed; undefined where there is none. */
function lastRead({ isAborted }: Lists, { key, elements }: Read): number | undefined {
  return elements.findLast((element) => !isAborted(key, element));
}

/**
 * From who appended the last element that was read, and to who appended the one after it. A list that ends with the reader's
 * own append tells no more than that append does.
 */
function readEdges(
  lists: Lists,
  read: Read,
  orders: ReadonlyMap<number, readonly number[]>,
  places: ReadonlyMap<number, ReadonlyMap<number, number>>,
  edges: Edge[],
): void {
  const { txn, key } = read;
  const last = lastRead(lists, read);
  const writer = last === undefined ? undefined : lists.writerOf(key, last);
  if (writer === txn) return;
  if (last !== undefined && writer !== undefined) edges.push([writer, txn, wr, key, last]);
  const place = last === undefined ? -1 : places.get(key)?.get(last);
  const next = place === undefined ? undefined : orders.get(key)?.[place + 1];
  const overwriter = next === undefined ? undefined : lists.writerOf(key, next);
  if (next !== undefined && overwriter !== undefined && overwriter !== txn)
    edges.push([txn, overwriter, rw, key, next]);
}

/** So many appends of a list that nobody read are looked at: each has an edge from every read of the whole list. */
const mostUnseen = 20;

/**
 * An append that nobody read comes after all that was read of its list, if it took place at all: after the last append that
 * was, and who read up to there missed it.
 */
function unseenEdges(
  lists: Lists,
  reads: readonly Read[],
  orders: ReadonlyMap<number, readonly number[]>,
  places: ReadonlyMap<number, ReadonlyMap<number, number>>,
  edges: Edge[],
): void {
  const unseen = new Map<number, Map<number, number>>();
  lists.txns.forEach(({ statements }, txn) => {
    for (const [what, key, element] of statements) {
      if (what !== 'append' || places.get(key)?.has(element)) continue;
      const ofKey = unseen.get(key) ?? new Map<number, number>();
      if (ofKey.size < mostUnseen && !ofKey.has(txn)) unseen.set(key, ofKey.set(txn, element));
    }
  });
  const add = (from: number, kind: number, key: number) => {
    for (const [txn, element] of unseen.get(key) ?? [])
      if (txn !== from) edges.push([from, txn, kind, key, element]);
  };
  const lastWriter = (key: number, last: number | undefined) =>
    last === undefined ? undefined : lists.writerOf(key, last);
  for (const key of unseen.keys()) {
    const writer = lastWriter(key, orders.get(key)?.at(-1));
    if (writer !== undefined) add(writer, ww, key);
  }
  for (const read of reads) {
    if (!unseen.has(read.key)) continue;
    const last = lastRead(lists, read);
    if (last === orders.get(read.key)?.at(-1) && lastWriter(read.key, last) !== read.txn)
      add(read.txn, rw, read.key);
  }
}

/**
 * From each transaction that was acknowledged to those that began after it, without what follows from other such edges: only
 * from those that are not before another one that was over by then (as Jepsen's realtime graph).
 */
function realtimeEdges({ txns }: Lists, edges: Edge[]): void {
  const indexes = txns.map((_, txn) => txn);
  const times = (txn: number) => txns[txn]?.operation ?? { startedAtMs: 0, endedAtMs: 0 };
  const begins = indexes.toSorted((a, b) => times(a).startedAtMs - times(b).startedAtMs);
  const ends = indexes
    .filter((txn) => txns[txn]?.operation.outcome === 'ok')
    .sort((a, b) => times(a).endedAtMs - times(b).endedAtMs);
  let frontier: number[] = [];
  let next = 0;
  for (const txn of begins) {
    const { startedAtMs } = times(txn);
    for (let ended = ends[next]; ended !== undefined; ended = ends[next]) {
      const one = times(ended);
      if (one.endedAtMs >= startedAtMs) break;
      frontier = frontier.filter((other) => times(other).endedAtMs >= one.startedAtMs);
      frontier.push(ended);
      next += 1;
    }
    for (const before of frontier) edges.push([before, txn, rt, 0, 0]);
  }
}

function columnsOf(nodes: number, edges: readonly Edge[]): Graph {
  const first = new Uint32Array(nodes + 1);
  for (const [from] of edges) first[from + 1] = (first[from + 1] ?? 0) + 1;
  for (let node = 0; node < nodes; node += 1) first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0);
  const next = first.slice();
  const to = new Uint32Array(edges.length);
  const kind = new Uint8Array(edges.length);
  const key = new Float64Array(edges.length);
  const element = new Float64Array(edges.length);
  for (const edge of edges) {
    const place = next[edge[0]] ?? 0;
    next[edge[0]] = place + 1;
    to[place] = edge[1];
    kind[place] = edge[2];
    key[place] = edge[3];
    element[place] = edge[4];
  }
  return { nodes, first, to, kind, key, element };
}
