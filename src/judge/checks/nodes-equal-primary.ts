import { counted, Evidence } from '../../evidence.ts';
import type { DrillRecord, FinalState } from '../../history/record.ts';
import { lastOperationOf } from '../measure/operation-index.ts';
import { strayRowsOf } from '../measure/stray-rows.ts';
import { finalStatesOf, historyCutShort, inconclusive } from './final-states.ts';
import { keyOf, type RowDifference, rowDifferences, tableDifferences } from './row-differences.ts';
import { contentText, keyText } from './row-text.ts';
import { type TransactionGap, transactionGap } from './transaction-gap.ts';
import type { Check } from './types.ts';

export const nodesEqualPrimary: Check = {
  name: 'nodes-equal-primary',
  title: 'Every node has the same rows as the primary',
  method:
    'Compares the final state of each node, read after replicas had time to catch up, with that of the final primary: row by row, all columns, all tables of the workload. A node that differs is behind when it lacks transactions of the primary, by their GTIDs, and with what it says keeps it so; it has diverged when it has executed the same transactions and has other rows, or when more differs than what it lacks explains. Rows that are changed on all nodes alike are told, and fail another check. Inconclusive without a final primary, when a node has no final state, and when there are no rows.',
  needs: ['copies'],
  judge: (record) => {
    const states = finalStatesOf(record);
    if (!states.primary) return inconclusive(`nothing to compare with: ${states.reason}`);
    const { primary, others, missing } = states;
    const evidence = new Evidence();
    const found = others.flatMap((other) => compare(record, primary, other, evidence) ?? []);
    if (found.length > 0) return { verdict: 'fail', summary: found.join('; '), evidence: evidence.lines() };
    if (missing.length > 0) return inconclusive(`no final state of ${missing.join(', ')}`);
    if (others.length === 0) return inconclusive('there is no other node to compare with');
    if (primary.rows.length === 0) return inconclusive('there are no rows to compare');
    for (const other of others) {
      for (const text of transactionGap(other.state, primary.state)?.texts ?? [])
        evidence.add(() => `${other.node}: ${text}, and has the same rows`);
    }
    const alike = historyCutShort(record) ? [] : strayRowsOf(record).filter(({ final }) => final === primary);
    for (const { row, written } of alike)
      evidence.add(
        () =>
          `changed on all nodes alike: ${keyText(primary.rows, row)}: ${contentText(primary.rows, row)}, ${written === undefined ? 'which nobody wrote' : `written was value ${written}`}`,
      );
    const rows = counted(primary.rows.length, 'row');
    const names = others.map((other) => other.node).join(', ');
    const not =
      alike.length > 0 ? `; ${counted(alike.length, 'row')} not as written, alike on all nodes` : '';
    return {
      verdict: 'pass',
      summary: `${names}: the same ${rows} as ${primary.node}${not}`,
      evidence: evidence.lines(),
    };
  },
};

type Counts = Record<RowDifference['kind'], number>;

/** How a node differs, with its cause and the first key; null when it does not. Adds a line for each difference. */
function compare(
  record: DrillRecord,
  primary: FinalState,
  other: FinalState,
  evidence: Evidence,
): string | null {
  const counts: Counts = { missing: 0, extra: 0, different: 0 };
  let example: string | undefined;
  for (const difference of rowDifferences(primary.rows, other.rows)) {
    counts[difference.kind] += 1;
    example ??= keyOf(difference, primary, other);
    evidence.add(() => describe(record, difference, primary, other));
  }
  const tables = tableDifferences(primary, other);
  for (const text of tables) evidence.add(() => text);
  const kinds = Object.entries(counts).filter(([, count]) => count > 0);
  const texts = kinds.map(([kind, count]) => `${count.toLocaleString('en-US')} ${kind}`);
  if (tables.length > 0) texts.push(`${counted(tables.length, 'row')} of other tables different`);
  if (texts.length === 0) return null;
  example ??= tables[0];
  const cause = causeOf(transactionGap(other.state, primary.state), counts, tables.length);
  return `${other.node}: ${cause}: ${texts.join(', ')} (${texts.length === 1 && isOne(counts, tables) ? '' : 'first: '}${example})`;
}

function isOne({ missing, extra, different }: Counts, tables: readonly string[]): boolean {
  return missing + extra + different + tables.length === 1;
}

/** Each write is one transaction and one row: more rows than transactions are not explained by those. */
function causeOf(gap: TransactionGap | null, { missing, extra, different }: Counts, tables: number): string {
  if (!gap) return 'other rows, and no transactions to compare';
  const { behind, ahead, texts } = gap;
  if (behind === 0 && ahead === 0) return 'diverged (the same transactions, other rows)';
  const unexplained = different > 0 || missing > behind || extra > ahead || tables > behind + ahead;
  return [...texts, ...(unexplained ? ['diverged (more differs than that explains)'] : [])].join(', ');
}

function describe(
  record: DrillRecord,
  difference: RowDifference,
  primary: FinalState,
  other: FinalState,
): string {
  const key = keyOf(difference, primary, other);
  const { kind, row, otherRow } = difference;
  if (kind === 'missing') return `${key}: missing on ${other.node}`;
  if (kind === 'extra') return `${key}: on ${other.node}, not on ${primary.node}`;
  const at = lastOperationOf(record.operations, {
    writer: primary.rows.writer(row),
    sequence: primary.rows.sequence(row),
  });
  const written = at < 0 ? undefined : record.operations.value.at(at);
  const sides = [
    { node: primary.node, rows: primary.rows, at: row },
    { node: other.node, rows: other.rows, at: otherRow },
  ].map((side) => {
    const asWritten = side.rows.value(side.at) === written ? ' (as written)' : '';
    return `${contentText(side.rows, side.at)} on ${side.node}${asWritten}`;
  });
  return `${key}: ${sides.join(', ')}`;
}
