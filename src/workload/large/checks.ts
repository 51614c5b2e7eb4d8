import { counted, Evidence } from '../../evidence.ts';
import { formatMs } from '../../formats/units.ts';
import type { BesideOperation } from '../../history/beside.ts';
import type { BesideCheck, BesideEvidence } from '../beside/types.ts';
import { largeOptions, rowsOfTransaction, smallValue, transactionKey, wideValue } from './operations.ts';

const whole: BesideCheck = {
  title: 'Large transactions and statements are there whole, or not at all',
  method:
    'Looks on every node at its end how many rows of each large transaction are there: all where it was acknowledged, none where it surely failed, all or none where its outcome is unknown. A large statement gives all rows of a table its own number: they must all have one, and not that of a statement that ended before an acknowledged one began. Inconclusive when no large transaction or statement was acknowledged, and when a node was not read.',
  judge: ({ operations, finals, finalsLack, options: recorded }) => {
    const options = largeOptions.parse(recorded);
    const expected = rowsOfTransaction(options);
    const transactions = operations.filter((one) => one.function === 'transaction');
    const statements = operations.filter((one) => one.function === 'statement');
    const wrong = new Evidence();
    for (const { node, reads } of finals) {
      const values = new Map(reads);
      for (const one of transactions) {
        const found = Number(values.get(transactionKey(Number(one.key))) ?? 0);
        if (!(found === 0 ? one.outcome !== 'ok' : found === expected && one.outcome !== 'fail'))
          wrong.add(() => `${found} of ${counted(expected, 'row')} of ${named(one)} on ${node}`);
      }
      const problem = problemOfWide(wideValue.parse(values.get('wide')), statements, options.rows);
      if (problem) wrong.add(() => `${problem} on ${node}`);
    }
    const lines = wrong.lines();
    if (wrong.count > 0) {
      const summary = `${counted(wrong.count, 'large operation is', 'large operations are')} not as acknowledged: ${lines[0]}`;
      return { verdict: 'fail', summary, evidence: lines };
    }
    if (finalsLack) return inconclusive(finalsLack);
    const done = [...transactions, ...statements].filter(({ outcome }) => outcome === 'ok');
    if (done.length === 0) return inconclusive('no large transaction or statement was acknowledged');
    const summary = `${counted(done.length, 'large transaction or statement', 'large transactions and statements')} acknowledged: whole on ${finals.map(({ node }) => node).join(', ')}`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

/** What is wrong with the table that large statements change as a whole. */
function problemOfWide(
  { rows, least, most }: { rows: number; least: number; most: number },
  statements: readonly BesideOperation[],
  expected: number,
): string | undefined {
  if (rows !== expected) return `${rows} of ${counted(expected, 'row')} of large statements are`;
  if (least !== most)
    return `a part of the rows of large statements is of number ${least}, a part of ${most}`;
  const last = statements.find(({ key }) => key === most);
  if (last?.outcome === 'fail') return `the rows are those of ${named(last)}`;
  const endedMs = last?.endedAtMs ?? Number.NEGATIVE_INFINITY;
  const lost = statements.find(({ outcome, startedAtMs }) => outcome === 'ok' && startedAtMs > endedMs);
  return lost && `the rows are of number ${most}, before ${named(lost)},`;
}

const small: BesideCheck = {
  title: 'Beside large operations, foreign keys and triggers hold, and no small insert is lost',
  method:
    'On every node at its end each row of the small inserts has its parent, and the trigger has counted as many as there are; on the node that leads then, there are as many as were acknowledged, and no more than with those whose outcome is unknown. Inconclusive when no small insert was acknowledged, without a final primary that was read, and when a node was not read.',
  judge: (evidence) => {
    const { finals, finalsLack, primary, noPrimary } = evidence;
    const sums = finals.map(({ node, reads }) => ({
      node,
      ...smallValue.parse(new Map(reads).get('small')),
    }));
    const { least, most } = smallBounds(evidence);
    const wrong = new Evidence();
    for (const { node, rows, orphans, counted: found } of sums) {
      if (orphans > 0) wrong.add(() => `${counted(orphans, 'row')} without a parent on ${node}`);
      if (rows !== found)
        wrong.add(() => `the trigger counted ${found} of ${counted(rows, 'row')} on ${node}`);
    }
    const leading = sums.find(({ node }) => node === primary);
    if (leading && leading.rows < least)
      wrong.add(() => `${leading.rows} rows on ${primary}, and ${least} were acknowledged`);
    if (leading && leading.rows > most)
      wrong.add(() => `${leading.rows} rows on ${primary}, and ${most} were acknowledged or are unknown`);
    const lines = wrong.lines();
    if (wrong.count > 0) return { verdict: 'fail', summary: lines[0] ?? '', evidence: lines };
    if (!leading) return inconclusive(noPrimary ?? `${primary} was not read at the end`);
    if (finalsLack) return inconclusive(finalsLack);
    if (least === 0) return inconclusive('no small insert was acknowledged');
    const summary = `${counted(leading.rows, 'row')}, ${least} of them acknowledged: each with its parent, and counted, on ${sums.map(({ node }) => node).join(', ')}`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

/** How many small inserts must be there, and how many may be. */
function smallBounds({ operations }: Pick<BesideEvidence, 'operations'>): { least: number; most: number } {
  const own = operations.filter((one) => one.function === 'small');
  const least = own.filter(({ outcome }) => outcome === 'ok').length;
  return { least, most: least + own.filter(({ outcome }) => outcome === 'info').length };
}

function named({ function: name, key, outcome, endedAtMs }: BesideOperation): string {
  return `the ${name} ${key} that ended at ${formatMs(endedAtMs)} as ${outcome}`;
}

function inconclusive(summary: string) {
  return { verdict: 'inconclusive' as const, summary, evidence: [] };
}

export const largeChecks = { 'large-whole': whole, 'large-small': small } as const;
