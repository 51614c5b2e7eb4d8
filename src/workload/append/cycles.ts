import { type EdgeKind, edgeKinds, type Graph } from './graph.ts';
import type { AnomalyName } from './levels.ts';

/** Transactions that come before each other in a circle: the edges, each from where the one before it leads. */
export type Cycle = { readonly anomaly: AnomalyName; readonly edges: readonly number[] };

const bit = (kind: EdgeKind): number => 1 << edgeKinds.indexOf(kind);
const appends = bit('ww');
const seen = appends | bit('wr');
const missed = seen | bit('rw');
const all = missed | bit('rt');

/** So many transactions may be looked at in search of the shortest circles; then the first that is found will do. */
const patience = 20_000_000;

/**
 * One short circle for each strongly connected part of the graph and kind of anomaly: no circle means that there is an
 * order in which the transactions may have been executed one after the other. That there is one is always found; that it is
 * the shortest, or has the fewest `rw`, only as far as patience goes.
 */
export function cyclesOf(graph: Graph): Cycle[] {
  const search = new Search(graph);
  const byAppends = componentsOf(graph, appends);
  const bySeen = componentsOf(graph, seen);
  const byMissed = componentsOf(graph, missed);
  return [
    ...search.shortest('G0', byAppends, 'ww', appends),
    ...search.shortest('G1c', bySeen, 'wr', seen),
    ...search.missing(byMissed),
    ...search.shortest('realtime', componentsOf(graph, all), 'rt', all, byMissed),
  ];
}

/** The strongly connected parts of a graph with more than one node: of each node, which it is in; 0 for none. */
type Components = { readonly of: Uint32Array; readonly count: number };

class Search {
  readonly #graph: Graph;
  readonly #cameBy: Int32Array;
  readonly #from: Uint32Array;
  readonly #round: Uint32Array;
  readonly #queue: Uint32Array;
  #rounds = 0;
  #looked = 0;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#cameBy = new Int32Array(graph.nodes);
    this.#from = new Uint32Array(graph.nodes);
    this.#round = new Uint32Array(graph.nodes);
    this.#queue = new Uint32Array(graph.nodes);
  }

  /**
   * The shortest circle of each component through an edge of this kind. Components that have a part of `without` in them are
   * left out: what is in a circle by less is told by that.
   */
  shortest(
    anomaly: AnomalyName,
    parts: Components,
    by: EdgeKind,
    mask: number,
    without?: Components,
  ): Cycle[] {
    const best = new Map<number, readonly number[]>();
    const others = this.#with(parts, without);
    this.#eachInside(parts, by, (component, from, edge) => {
      const known = best.get(component);
      if (others.has(component) || (known && (known.length === 2 || this.#looked > patience))) return;
      const back = this.#path(this.#graph.to[edge] ?? 0, from, mask, parts);
      if (back && (!known || back.length + 1 < known.length)) best.set(component, [edge, ...back]);
    });
    this.#looked = 0;
    return [...best.values()].map((edges) => ({ anomaly, edges }));
  }

  /** Of each component the shortest circle with one `rw`, and the shortest of those that cannot do with one. */
  missing(parts: Components): Cycle[] {
    const best = { 'G-single': new Map<number, number[]>(), 'G2-item': new Map<number, number[]>() };
    this.#eachInside(parts, 'rw', (component, from, edge) => {
      const isKnown = best['G-single'].has(component) || best['G2-item'].has(component);
      if (isKnown && this.#looked > patience) return;
      const to = this.#graph.to[edge] ?? 0;
      const single = this.#path(to, from, seen, parts);
      const back = single ?? this.#path(to, from, missed, parts);
      const shortest = best[single ? 'G-single' : 'G2-item'];
      if (back && back.length + 1 < (shortest.get(component)?.length ?? Number.POSITIVE_INFINITY))
        shortest.set(component, [edge, ...back]);
    });
    this.#looked = 0;
    return (['G-single', 'G2-item'] as const).flatMap((anomaly) =>
      [...best[anomaly].values()].map((edges) => ({ anomaly, edges })),
    );
  }

  #with(parts: Components, without: Components | undefined): Set<number> {
    const found = new Set<number>();
    for (let node = 0; without && node < this.#graph.nodes; node += 1)
      if (without.of[node]) found.add(parts.of[node] ?? 0);
    return found;
  }

  /** Every edge of a kind that stays in its component. */
  #eachInside(
    parts: Components,
    kind: EdgeKind,
    use: (component: number, from: number, edge: number) => void,
  ) {
    const { nodes, first, to, kind: kinds } = this.#graph;
    const wanted = edgeKinds.indexOf(kind);
    for (let from = 0; from < nodes; from += 1) {
      const component = parts.of[from] ?? 0;
      if (component === 0) continue;
      for (let edge = first[from] ?? 0; edge < (first[from + 1] ?? 0); edge += 1)
        if (kinds[edge] === wanted && parts.of[to[edge] ?? 0] === component) use(component, from, edge);
    }
  }

  /** The edges of a shortest path within a component (breadth first); undefined where there is none. */
  #path(start: number, goal: number, mask: number, { of }: Components): number[] | undefined {
    const { first, to, kind } = this.#graph;
    this.#rounds += 1;
    let [head, tail] = [0, 1];
    this.#queue[0] = start;
    this.#round[start] = this.#rounds;
    while (head < tail) {
      const node = this.#queue[head] ?? 0;
      head += 1;
      if (node === goal) break;
      for (let edge = first[node] ?? 0; edge < (first[node + 1] ?? 0); edge += 1) {
        const next = to[edge] ?? 0;
        if (!((1 << (kind[edge] ?? 0)) & mask) || of[next] !== of[goal] || this.#round[next] === this.#rounds)
          continue;
        this.#round[next] = this.#rounds;
        this.#cameBy[next] = edge;
        this.#from[next] = node;
        this.#queue[tail] = next;
        tail += 1;
      }
    }
    this.#looked += head;
    if (this.#round[goal] !== this.#rounds) return undefined;
    const edges: number[] = [];
    for (let node = goal; node !== start; node = this.#from[node] ?? start)
      edges.unshift(this.#cameBy[node] ?? 0);
    return edges;
  }
}

/** Tarjan's strongly connected components ("Depth-First Search and Linear Graph Algorithms", 1972), without recursion. */
function componentsOf({ nodes, first, to, kind }: Graph, mask: number): Components {
  const of = new Uint32Array(nodes);
  const order = new Uint32Array(nodes);
  const low = new Uint32Array(nodes);
  const onStack = new Uint8Array(nodes);
  const next = first.slice();
  const stack: number[] = [];
  const path: number[] = [];
  let [time, count] = [0, 0];
  const enter = (node: number): void => {
    time += 1;
    order[node] = time;
    low[node] = time;
    onStack[node] = 1;
    stack.push(node);
    path.push(node);
  };
  const lower = (node: number, by: number): void => {
    low[node] = Math.min(low[node] ?? 0, by);
  };
  const leave = (node: number): void => {
    path.pop();
    const before = path.at(-1);
    if (before !== undefined) lower(before, low[node] ?? 0);
    if (low[node] !== order[node]) return;
    const isAlone = stack.at(-1) === node;
    if (!isAlone) count += 1;
    for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
      onStack[one] = 0;
      of[one] = isAlone ? 0 : count;
      if (one === node) break;
    }
  };
  for (let root = 0; root < nodes; root += 1) {
    if (order[root]) continue;
    enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const edge = next[node] ?? 0;
      if (edge === (first[node + 1] ?? 0)) {
        leave(node);
        continue;
      }
      next[node] = edge + 1;
      const target = to[edge] ?? 0;
      if (!((1 << (kind[edge] ?? 0)) & mask)) continue;
      if (!order[target]) enter(target);
      else if (onStack[target]) lower(node, order[target] ?? 0);
    }
  }
  return { of, count };
}
