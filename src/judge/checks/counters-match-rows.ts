import { counted, Evidence } from '../../evidence.ts';
import type { FinalState, FinalTable } from '../../history/record.ts';
import { atEndOf, inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

export const countersMatchRows: Check = {
  name: 'counters-match-rows',
  title: 'The counters of the workload agree with its rows on every node',
  method:
    'Each insert raises one counter in the same transaction. On every node, at the end, each counter must be the number of rows that raised it, counted in the final state of that node; a counter that is missing, or of which nobody knows, fails. Whether nodes agree with each other is judged by the comparison of rows. Inconclusive when a node has no final state, or one without counters, and when there are no rows.',
  needs: ['counters'],
  judge: (record) => {
    const { finals, missing, outdated } = atEndOf(record);
    if (finals.length === 0) return inconclusive('no final state was recorded');
    const wrong = new Map<string, string[]>();
    const silent: string[] = [];
    let counters = 0;
    for (const final of finals) {
      const tables = final.tables.filter((table) => table.countsByValueModulo !== undefined);
      if (tables.length === 0) silent.push(final.node);
      for (const table of tables) {
        counters += table.rows?.length ?? 0;
        for (const text of problemsOf(final, table))
          wrong.set(text, [...(wrong.get(text) ?? []), final.node]);
      }
    }
    if (wrong.size > 0) {
      const evidence = new Evidence();
      for (const [text, on] of wrong) evidence.add(() => `${text} on ${on.join(', ')}`);
      const lines = evidence.lines();
      const summary = `${counted(wrong.size, 'counter does', 'counters do')} not agree with the rows: ${lines[0]}`;
      return { verdict: 'fail', summary, evidence: lines };
    }
    if (missing.length > 0) return inconclusive(`no final state of ${missing.join(', ')}`);
    if (silent.length > 0) return inconclusive(`no counters were read on ${silent.join(', ')}`);
    if (outdated) return inconclusive(outdated);
    if (finals.some(({ rows }) => rows.length === 0)) return inconclusive('there are no rows to count');
    const summary = `${counted(counters, 'counter')} of ${finals.map(({ node }) => node).join(', ')} agree with the rows there`;
    return { verdict: 'pass', summary, evidence: [] };
  },
};

/** In what the counters of a node are not what its rows say, a clause each. */
function problemsOf({ rows }: FinalState, table: FinalTable): string[] {
  const modulo = table.countsByValueModulo ?? 1;
  if (!table.rows) return [`there is no table ${table.name}`];
  const expected = new Float64Array(modulo);
  for (let row = 0; row < rows.length; row += 1) {
    const key = rows.value(row) % modulo;
    expected[key] = (expected[key] ?? 0) + 1;
  }
  const found = new Map(table.rows.map(([key, count]) => [key, count]));
  const [keyName, countName] = table.columns;
  const keys = [...new Set([...expected.keys(), ...found.keys()])];
  return keys.flatMap((key) => {
    const [count, there] = [expected[key ?? -1], found.get(key)];
    if (count === there) return [];
    const has = there === undefined ? 'is missing' : `has ${countName} ${there}`;
    const raised = count === undefined ? 'nothing raises it' : `${counted(count, 'row')} raised it`;
    return [`${table.name} with ${keyName} ${key} ${has}, and ${raised}`];
  });
}
