import type { Difference, TableFinding } from '../reconcile/compare.ts';
import type { Reconciliation } from '../reconcile/reconcile.ts';
import { plainText } from '../report/text.ts';
import { columns } from './output.ts';

/** So many differences of a table are told to people; `--json` has all. */
const mostTold = 20;

/** A comparison of rows for a terminal: a line a table, and the rows that differ. */
export function reconciliationText({ source, nodes, leftOut, unread }: Reconciliation): string {
  const lines = nodes.flatMap(({ node, tables }) => [
    `${node}, against ${source}`,
    ...columns([['  table', 'rows', 'chunks', 'differ', 'not decided'], ...tables.map(rowOf)]),
    ...tables.flatMap(({ differences, undecided }) => [
      ...capped(differences.map((one) => `  ${plainText(textOf(one, node))}`)),
      ...capped(undecided.map((why) => `  not decided: ${plainText(why)}`)),
    ]),
  ]);
  const more = [
    ...leftOut.map((why) => `left out: ${plainText(why)}`),
    ...unread.map((why) => `not read: ${plainText(why)}`),
  ];
  return [...lines, ...more].join('\n');
}

function rowOf({ table, rows, chunks, differences, undecided }: TableFinding): string[] {
  return [`  ${plainText(table)}`, ...[rows, chunks, differences.length, undecided.length].map(String)];
}

function textOf({ table, key, kind, columns: differing }: Difference, node: string): string {
  if (key === null) {
    const what = {
      missing: `${node} has no such table`,
      extra: `only ${node} has this table`,
      different: 'differs',
    };
    return `${table}: ${what[kind]}${kind === 'different' ? ': other columns, or other rows without a key' : ''}`;
  }
  if (kind === 'missing') return `${table}: ${key}: missing on ${node}`;
  if (kind === 'extra') return `${table}: ${key}: only on ${node}`;
  return `${table}: ${key}: differs in ${differing.join(', ')}`;
}

function capped(lines: readonly string[]): string[] {
  const more = lines.length - mostTold;
  return more > 0 ? [...lines.slice(0, mostTold), `  ${more} more`] : [...lines];
}
