import { counted, Evidence } from '../../evidence.ts';
import type { FinalState } from '../../history/record.ts';
import { type StrayKind, type StrayRow, strayRowsOf } from '../measure/stray-rows.ts';
import { atEndOf, historyCutShort, inconclusive } from './final-states.ts';
import { contentText, keyText } from './row-text.ts';
import type { Check } from './types.ts';

export const noUnwrittenRows: Check = {
  name: 'no-unwritten-rows',
  title: 'Every row was written by a client, and is as it was written',
  method:
    'Looks up each row of each final state in the history. A row that no operation wrote fails, on one node or on all; so does a row with another value than the operation carried that wrote it, acknowledged or not, and one that names a server which is none of the cluster. Rows of writes that surely failed are judged by another check. What was in data that recovery threw away is told, but does not fail. Inconclusive when a node has no final state, when there are no rows, and when the history is cut short.',
  needs: [],
  judge: (record) => {
    const { finals, missing, outdated } = atEndOf(record);
    if (finals.length === 0) return inconclusive('no final state was recorded');
    if (record.operations.length === 0) return inconclusive('the record has no operations');
    const cut = historyCutShort(record);
    if (cut) return inconclusive(`the history cannot explain the rows: ${cut}`);
    const strays = byKey(strayRowsOf(record));
    const atEnd = strays.filter((same) => same.some(({ final }) => final.taken === 'final'));
    const evidence = new Evidence();
    const states = inOrder(record.finals);
    for (const same of atEnd) evidence.add(() => describe(same, states));
    if (atEnd.length > 0)
      return { verdict: 'fail', summary: summaryOf(atEnd, states), evidence: evidence.lines() };
    if (missing.length > 0) return inconclusive(`no final state of ${missing.join(', ')}`);
    if (outdated) return inconclusive(outdated);
    const rows = finals.reduce((sum, final) => sum + final.rows.length, 0);
    if (rows === 0) return inconclusive('there are no rows to look up');
    // Nothing is there at the end: all of them were thrown away.
    for (const same of strays) evidence.add(() => `thrown away by recovery: ${describe(same, states)}`);
    const summary = `all ${counted(rows, 'row')} of ${finals.map(({ node }) => node).join(', ')} were written by a client`;
    return { verdict: 'pass', summary, evidence: evidence.lines() };
  },
};

/** Rows of the same key on several nodes are one finding. */
function byKey(strays: readonly StrayRow[]): StrayRow[][] {
  return [...Map.groupBy(strays, ({ final, row }) => keyText(final.rows, row)).values()];
}

const kinds: Readonly<Record<StrayKind, (rows: string, are: string, have: string) => string>> = {
  unwritten: (rows, are) => `${rows} that nobody wrote ${are} there`,
  changed: (rows, _, have) => `${rows} ${have} a value that nobody wrote`,
  foreign: (rows, are) => `${rows} ${are} by a server which is none of the cluster`,
};

function summaryOf(findings: readonly (readonly StrayRow[])[], states: readonly FinalState[]): string {
  const byKind = Map.groupBy(findings, ([first]) => first?.kind ?? 'unwritten');
  const texts = [...byKind].map(([kind, { length }]) =>
    kinds[kind](counted(length, 'row'), length === 1 ? 'is' : 'are', length === 1 ? 'has' : 'have'),
  );
  const [first] = findings;
  const example = first ? describe(first, states) : '';
  return `${texts.join(', ')}: ${example}${findings.length > 1 ? '; and others' : ''}`;
}

/** What was there at the end comes first. */
function inOrder(finals: readonly FinalState[]): FinalState[] {
  return finals.toSorted((one, other) => Number(one.taken !== 'final') - Number(other.taken !== 'final'));
}

/** What every final state has under the key, those with the same content together. */
function describe(same: readonly StrayRow[], states: readonly FinalState[]): string {
  const [first] = same;
  if (!first) return '';
  const { rows } = first.final;
  const contents = states.map((final) => {
    const row = final.rows.find(rows.writer(first.row), rows.sequence(first.row));
    const on = final.taken === 'final' ? final.node : `${final.node} (${final.taken})`;
    return { on, content: row < 0 ? 'no row' : contentText(final.rows, row) };
  });
  const texts = [...Map.groupBy(contents, ({ content }) => content)].map(
    ([content, on]) => `${content} on ${on.map((one) => one.on).join(', ')}`,
  );
  const written =
    first.written === undefined ? 'no operation wrote it' : `written was value ${first.written}`;
  return `${keyText(rows, first.row)}: ${texts.join('; ')}; ${written}`;
}
