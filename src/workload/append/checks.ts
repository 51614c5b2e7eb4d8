import { counted, Evidence } from '../../evidence.ts';
import type { BesideCheck, BesideEvidence } from '../beside/types.ts';
import { type Anomaly, anomaliesIn, isForbidden } from './judge.ts';
import { type AnomalyName, anomalies, anomalyNames } from './levels.ts';
import { appendOptions, list } from './operations.ts';
import { listsOf } from './transactions.ts';

/** So many examples of one kind of anomaly are told. */
const examples = 2;

const isolation: BesideCheck = {
  title: 'Transactions see each other as their isolation level promises',
  method:
    'Each element is appended to its list once, so that reads tell who appended what, in which order, and what each transaction had seen by then. From that follows which transactions come before which: the later append (ww), the read of an append (wr), the append that a read misses (rw), and real time. Transactions that come before each other in a circle were not executed one after the other; the kinds of circles and of wrong reads are those of Adya and of Elle (Kingsbury and Alvaro 2020), and the level says which are forbidden. Inconclusive when no transaction was acknowledged that read what another one appended.',
  judge: ({ operations, finals, primary, options }) => {
    const { isolation: level, promises: named } = appendOptions.parse(options);
    const promises = named === 'same' ? level : named;
    const atEnd = finals.find(({ node }) => node === primary)?.reads ?? [];
    const found = anomaliesIn(
      operations,
      atEnd.map(([key, elements]) => ({ txn: -1, key: Number(key), elements: list.parse(elements) })),
    );
    const byName = Map.groupBy(found.anomalies, ({ name }) => name);
    const names = anomalyNames.filter((name) => byName.has(name));
    const forbidden = names.filter((name) => isForbidden(name, promises));
    const allowed = names.filter((name) => !isForbidden(name, promises));
    const evidence = [...forbidden, ...allowed].flatMap((name) =>
      linesOf(
        name,
        byName.get(name) ?? [],
        isForbidden(name, promises) ? `forbidden at ${promises}` : `allowed at this level, ${promises}`,
      ),
    );
    const told = (of: readonly AnomalyName[]) =>
      of.map((name) => `${byName.get(name)?.length ?? 0} ${name}`).join(', ');
    if (forbidden.length > 0) {
      const first = byName.get(forbidden[0] ?? 'G0')?.[0];
      const summary = `forbidden at ${promises}: ${told(forbidden)}; the first: ${first?.lines.join('; ')}`;
      return { verdict: 'fail', summary, evidence };
    }
    if (found.edges === 0)
      return { verdict: 'inconclusive', summary: 'no transaction read what another one appended', evidence };
    const without = `${counted(found.transactions, 'transaction')} with ${counted(found.edges, 'dependency', 'dependencies')}: no anomaly`;
    const summary =
      allowed.length === 0
        ? without
        : `${without} that ${promises} forbids; allowed at this level: ${told(allowed)}`;
    return { verdict: 'pass', summary, evidence };
  },
};

function linesOf(name: AnomalyName, found: readonly Anomaly[], rule: string): string[] {
  const shortest = found.toSorted((a, b) => a.lines.length - b.lines.length).slice(0, examples);
  return [
    `${name}: ${counted(found.length, 'time')} (${rule}): ${anomalies[name].what}`,
    ...shortest.flatMap(({ lines }) =>
      lines.map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`)),
    ),
  ];
}

const appends: BesideCheck = {
  title: 'No acknowledged append is lost',
  method:
    'Looks up each element that an acknowledged transaction appended in the lists of the node that leads at the end. Inconclusive when no append was acknowledged, without a final primary, and when it was not read.',
  judge: ({ operations, finals, finalsLack, primary, noPrimary }) => {
    const atEnd = finals.find(({ node }) => node === primary);
    if (!atEnd) return inconclusive(noPrimary ?? `${primary} was not read at the end`);
    const there = new Map(atEnd.reads.map(([key, elements]) => [Number(key), new Set(list.parse(elements))]));
    const lost = new Evidence();
    let acknowledged = 0;
    for (const { operation, statements } of listsOf(operations).txns) {
      if (operation.outcome !== 'ok') continue;
      for (const [what, key, element] of statements) {
        if (what !== 'append') continue;
        acknowledged += 1;
        if (!there.get(key)?.has(element))
          lost.add(() => `${element} of list ${key}, acknowledged at ${Math.round(operation.endedAtMs)} ms`);
      }
    }
    const lines = lost.lines();
    if (lost.count > 0) {
      const summary = `${counted(lost.count, 'acknowledged append is', 'acknowledged appends are')} not on ${primary} at the end: ${lines[0]}`;
      return { verdict: 'fail', summary, evidence: lines };
    }
    if (acknowledged === 0) return inconclusive('no append was acknowledged');
    if (finalsLack) return inconclusive(finalsLack);
    const summary = `none of ${counted(acknowledged, 'acknowledged append')} is missing on ${primary}`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

const nodes: BesideCheck = {
  title: 'Every node has the same lists as the final primary',
  method:
    'Compares all lists, as each node has them at the end, with those of the node that leads then. Inconclusive without a final primary, and when a node was not read.',
  judge: ({ finals, finalsLack, primary, noPrimary }: BesideEvidence) => {
    const leading = finals.find(({ node }) => node === primary);
    if (!leading) return inconclusive(noPrimary ?? `${primary} was not read at the end`);
    const expected = new Map(leading.reads.map(([key, elements]) => [key, String(elements)]));
    const different = new Evidence();
    for (const { node, reads } of finals) {
      const own = new Map(reads.map(([key, elements]) => [key, String(elements)]));
      for (const key of new Set([...expected.keys(), ...own.keys()])) {
        if (expected.get(key) !== own.get(key)) different.add(() => `list ${key} of ${node}`);
      }
    }
    const lines = different.lines();
    if (different.count > 0) {
      const summary = `${counted(different.count, 'list is', 'lists are')} not as on ${primary}: ${lines[0]}`;
      return { verdict: 'fail', summary, evidence: lines };
    }
    if (finalsLack) return inconclusive(finalsLack);
    if (expected.size === 0) return inconclusive('there are no lists');
    const summary = `${counted(expected.size, 'list')} are the same on ${finals.map(({ node }) => node).join(', ')}`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

function inconclusive(summary: string) {
  return { verdict: 'inconclusive' as const, summary, evidence: [] };
}

export const appendChecks = {
  'append-isolation': isolation,
  'append-appends': appends,
  'append-nodes': nodes,
} as const;
