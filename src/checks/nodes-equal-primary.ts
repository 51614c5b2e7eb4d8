import type { FinalState } from '../history/record.ts';
import { counted, Evidence } from './evidence.ts';
import { finalStatesOf, inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

export const nodesEqualPrimary: Check = {
  name: 'nodes-equal-primary',
  title: 'Every node has the same rows as the primary',
  method:
    'Compares the final state of each node, read after replicas had time to catch up, with that of the final primary: row by row, all columns. Inconclusive without a final primary, when a node has no final state, and when there are no rows.',
  needs: ['copies'],
  judge: (record) => {
    const states = finalStatesOf(record);
    if (!states.primary) return inconclusive(`nothing to compare with: ${states.reason}`);
    const { primary, others, missing } = states;
    const differences = new Evidence();
    const found = others.map((other) => compare(primary, other, differences)).filter((text) => text !== null);
    if (found.length > 0)
      return { verdict: 'fail', summary: found.join('; '), evidence: differences.lines() };
    if (missing.length > 0) return inconclusive(`no final state of ${missing.join(', ')}`);
    if (others.length === 0) return inconclusive('there is no other node to compare with');
    if (primary.rows.length === 0) return inconclusive('there are no rows to compare');
    const rows = counted(primary.rows.length, 'row');
    const names = others.map((other) => other.node).join(', ');
    return { verdict: 'pass', summary: `${names}: the same ${rows} as ${primary.node}`, evidence: [] };
  },
};

/** Walks both states in key order; adds a line for each difference. Null when there is none. */
function compare(primary: FinalState, other: FinalState, differences: Evidence): string | null {
  const a = primary.rows;
  const b = other.rows;
  const counts = { missing: 0, extra: 0, different: 0 };
  let left = 0;
  let right = 0;
  while (left < a.length || right < b.length) {
    const order = compareKeys(a, left, b, right);
    if (order === 0) {
      const same = a.value[left] === b.value[right] && a.serverId[left] === b.serverId[right];
      if (!same) {
        counts.different += 1;
        const [row, there] = [left, right];
        differences.add(
          () =>
            `${keyText(a, row)}: ${rowText(a, row)} on ${primary.node}, ${rowText(b, there)} on ${other.node}`,
        );
      }
      left += 1;
      right += 1;
    } else if (order < 0) {
      counts.missing += 1;
      const row = left;
      differences.add(() => `${keyText(a, row)}: missing on ${other.node}`);
      left += 1;
    } else {
      counts.extra += 1;
      const row = right;
      differences.add(() => `${keyText(b, row)}: on ${other.node}, not on ${primary.node}`);
      right += 1;
    }
  }
  const kinds = Object.entries(counts).filter(([, count]) => count > 0);
  if (kinds.length === 0) return null;
  return `${other.node}: ${kinds.map(([kind, count]) => `${count.toLocaleString('en-US')} ${kind}`).join(', ')}`;
}

type Rows = FinalState['rows'];

/** Below 0 when the left key comes first, above 0 when the right one does; an end comes after all keys. */
function compareKeys(a: Rows, left: number, b: Rows, right: number): number {
  if (left >= a.length) return 1;
  if (right >= b.length) return -1;
  const byWriter = (a.writer[left] ?? 0) - (b.writer[right] ?? 0);
  return byWriter === 0 ? (a.sequence[left] ?? 0) - (b.sequence[right] ?? 0) : byWriter;
}

function keyText(rows: Rows, row: number): string {
  return `writer ${rows.writer[row]} sequence ${rows.sequence[row]}`;
}

function rowText(rows: Rows, row: number): string {
  return `value ${rows.value[row]} by server ${rows.serverId[row]}`;
}
