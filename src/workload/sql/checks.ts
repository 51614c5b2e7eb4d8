import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { BesideCheck, BesideEvidence } from '../beside/types.ts';
import { contentOf, finalValue, sqlOptions } from './schema.ts';

const invariants: BesideCheck = {
  title: 'Your invariants hold, during the drill and on every node at its end',
  method:
    'Each invariant is a query that must answer no row. It was asked through the endpoint while the drill ran, and of every node at its end. A row that any of them answered fails. Inconclusive when an invariant was never answered, when one of your operations was never acknowledged, or when a node was not read at the end.',
  judge: (evidence) => {
    const broken = new Evidence();
    for (const { function: name, key, outcome, result, startedAtMs } of evidence.operations)
      if (name === 'invariant' && outcome === 'ok' && Array.isArray(result) && result.length > 0)
        broken.add(() => `${key} asked at ${formatMs(startedAtMs)}: ${rowsText(result)}`);
    const unanswered: string[] = [];
    for (const { node, key, value } of finalsOf(evidence, 'invariant ')) {
      if ('error' in value) unanswered.push(`${key} was not answered by ${node} at the end: ${value.error}`);
      if ('violations' in value && value.violations.length > 0)
        broken.add(() => `${key} on ${node} at the end: ${rowsText(value.violations)}`);
    }
    const lines = broken.lines();
    if (broken.count > 0)
      return {
        verdict: 'fail',
        summary: `${counted(broken.count, 'answer')} of an invariant that does not hold: ${lines[0]}`,
        evidence: lines,
      };
    const lack = neverDone(evidence) ?? unanswered[0] ?? evidence.finalsLack;
    if (lack) return inconclusive(lack);
    const asked = evidence.operations.filter((one) => one.function === 'invariant' && one.outcome === 'ok');
    const { length } = Object.keys(contentOf(sqlOptions.parse(evidence.options)).invariants);
    const summary = `${counted(length, 'invariant')} held in ${counted(asked.length, 'answer')} during the drill, and on ${evidence.finals.map(({ node }) => node).join(', ')} at its end`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

/** The first operation or invariant that was never acknowledged, and why not. */
function neverDone({ operations, options }: BesideEvidence): string | undefined {
  const content = contentOf(sqlOptions.parse(options));
  for (const name of Object.keys(content.operations)) {
    const own = operations.filter((one) => one.function === name);
    if (!own.some(({ outcome }) => outcome === 'ok'))
      return `none of ${counted(own.length, `operation ${name}`, `operations ${name}`)} was acknowledged${own[0]?.error ? `: ${own[0].error}` : ''}`;
  }
  for (const name of Object.keys(content.invariants)) {
    const own = operations.filter((one) => one.function === 'invariant' && one.key === name);
    if (!own.some(({ outcome }) => outcome === 'ok'))
      return `the invariant ${name} was not answered while the drill ran${own[0]?.error ? `: ${own[0].error}` : ''}`;
  }
  return undefined;
}

const nodes: BesideCheck = {
  title: 'Every node has the same rows as the final primary in your tables',
  method:
    'Compares the number of rows and a checksum of all columns of each table in the schema ledger, as each node has them at the end, with the node that leads then. The table of the ledger itself is left to the checks of the ledger. Inconclusive without a final primary, without tables, and when a node was not read.',
  judge: (evidence) => {
    const { primary, noPrimary, finals, finalsLack } = evidence;
    if (!finals.some(({ node }) => node === primary))
      return inconclusive(noPrimary ?? `${primary} was not read at the end`);
    const tables = Map.groupBy(finalsOf(evidence, 'table '), ({ key }) => key);
    const different = new Evidence();
    for (const [key, reads] of tables) {
      const textOf = (node: string | null): string => {
        const value = reads.find((one) => one.node === node)?.value;
        return value && 'rows' in value
          ? `${counted(value.rows, 'row')} of checksum ${value.checksum}`
          : 'no such table';
      };
      const expected = textOf(primary);
      for (const { node } of finals)
        if (textOf(node) !== expected)
          different.add(() => `table ${key}: ${textOf(node)} on ${node}, and ${expected} on ${primary}`);
    }
    const lines = different.lines();
    if (different.count > 0)
      return {
        verdict: 'fail',
        summary: `${counted(different.count, 'table differs', 'tables differ')}: ${lines[0]}`,
        evidence: lines,
      };
    if (finalsLack) return inconclusive(finalsLack);
    if (tables.size === 0) return inconclusive('there are no tables');
    const summary = `${counted(tables.size, 'table')} the same on ${finals.map(({ node }) => node).join(', ')}`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

/** What the nodes have at the end under keys that begin so. */
function finalsOf({ finals }: BesideEvidence, start: string) {
  return finals.flatMap(({ node, reads }) =>
    reads
      .filter(([key]) => String(key).startsWith(start))
      .map(([key, value]) => ({
        node,
        key: String(key).slice(start.length),
        value: finalValue.parse(value),
      })),
  );
}

function rowsText(rows: readonly unknown[]): string {
  return `answered ${JSON.stringify(rows[0])}${rows.length > 1 ? ` and ${rows.length - 1} more` : ''}`;
}

function inconclusive(summary: string) {
  return { verdict: 'inconclusive' as const, summary, evidence: [] };
}

export const sqlChecks = { 'sql-invariants': invariants, 'sql-nodes': nodes } as const;
