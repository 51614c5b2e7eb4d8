import { formatMs } from '../../formats/units.ts';
import type { BesideOperation } from '../../history/beside.ts';
import { type Cycle, cyclesOf } from './cycles.ts';
import { edgeKinds, type Graph, graphOf } from './graph.ts';
import { type AnomalyName, anomalies } from './levels.ts';
import { type PromisedLevel, promisedLevels } from './operations.ts';
import { ownFindings } from './own.ts';
import { lostUpdates, readFindings, shown } from './reads.ts';
import { type Lists, listsOf, longestOf, type Read, readsOf, type Txn } from './transactions.ts';

/** One anomaly: what it is, and the few operations that form it, a line each. */
export type Anomaly = { readonly name: AnomalyName; readonly lines: readonly string[] };

type Longest = ReturnType<typeof longestOf>;

/** Whether a level promises that there is no such anomaly. */
export function isForbidden(name: AnomalyName, at: PromisedLevel): boolean {
  return promisedLevels.indexOf(at) >= promisedLevels.indexOf(anomalies[name].from);
}

/** Everything that is wrong with transactions, whatever is allowed. `atEnd` are the lists of the node that leads then. */
export function anomaliesIn(
  operations: readonly BesideOperation[],
  atEnd: readonly Read[],
): { readonly anomalies: Anomaly[]; readonly transactions: number; readonly edges: number } {
  const lists = listsOf(operations);
  const own = readsOf(lists);
  const reads = [...own, ...atEnd];
  const longest = longestOf(reads, lists);
  const graph = graphOf(lists, own, longest);
  const dependencies = graph.kind.reduce((count, kind) => (edgeKinds[kind] === 'rt' ? count : count + 1), 0);
  const findings = [...readFindings(reads, longest, lists), ...ownFindings(lists), ...lostUpdates(lists)];
  return {
    anomalies: [
      ...findings.map(({ anomaly, txns, text }) => ({
        name: anomaly,
        lines: [text, ...txns.map((txn) => describe(lists.txns[txn]))],
      })),
      ...cyclesOf(graph).map((cycle) => ({
        name: cycle.anomaly,
        lines: cycleLines(graph, lists, longest, cycle),
      })),
    ],
    transactions: lists.txns.length,
    edges: dependencies,
  };
}

/** The circle in one line, then each of its transactions with what puts it before the next. */
function cycleLines(graph: Graph, { txns }: Lists, longest: Longest, { edges }: Cycle): string[] {
  const steps = edges.map((edge) => ({ to: graph.to[edge] ?? 0, edge }));
  const names = new Map(steps.map(({ to }, index) => [to, `T${index + 1}`]));
  const nameOf = (txn: number) => names.get(txn) ?? 'T?';
  const start = steps.at(-1)?.to ?? 0;
  const way = [start, ...steps.map(({ to }) => to)].map(nameOf).join(' < ');
  let from = start;
  const lines = steps.map(({ to, edge }) => {
    const line = `${nameOf(from)} = ${describe(txns[from])}; before ${nameOf(to)}: ${reasonOf(graph, edge, longest)}`;
    from = to;
    return line;
  });
  return [way, ...lines];
}

function reasonOf({ kind, key, element }: Graph, edge: number, longest: Longest): string {
  const list = `list ${key[edge]}`;
  const wasRead = longest.get(key[edge] ?? 0)?.includes(element[edge] ?? 0);
  switch (edgeKinds[kind[edge] ?? 0]) {
    case 'ww':
      return `which appended ${element[edge]} to ${list} ${wasRead ? 'right after it' : 'after all that was read of it'} (ww)`;
    case 'wr':
      return `which read its ${element[edge]} of ${list} (wr)`;
    case 'rw':
      return `it missed the ${element[edge]} that this appended to ${list} (rw)`;
    default:
      return 'it was over when that began (rt)';
  }
}

function describe(txn: Txn | undefined): string {
  if (!txn) return 'a transaction';
  const { process, startedAtMs, endedAtMs, outcome } = txn.operation;
  const what = txn.statements.map(([kind, key, value]) =>
    kind === 'append' ? `append ${value} to ${key}` : `read ${key}${value ? `: [${shown(value)}]` : ''}`,
  );
  const how = outcome === 'ok' ? '' : ', outcome unknown';
  return `{${what.join(', ')}} by process ${process} from ${formatMs(startedAtMs)} to ${formatMs(endedAtMs)}${how}`;
}
