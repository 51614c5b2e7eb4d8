import { counted, Evidence } from '../../evidence.ts';
import { outcomes } from '../../history/schema.ts';
import { atEndOf, historyCutShort, inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

const failIndex = outcomes.indexOf('fail');

export const noFailedWritePresent: Check = {
  name: 'no-failed-write-present',
  title: 'No write that surely failed is present on any node',
  method:
    'Looks up each write that ended in an error which says that it did not happen (refused, rolled back, never sent) in every final state, also in data that recovery threw away. Writes with an unknown outcome may be present or not. Inconclusive when a node has no final state, when the record has no operations, and when the history is cut short.',
  needs: [],
  judge: (record) => {
    const { finals, operations } = record;
    const atEnd = atEndOf(record);
    if (finals.length === 0) return inconclusive('no final state was recorded');
    if (operations.length === 0) return inconclusive('the record has no operations');
    const present = new Evidence();
    let failed = 0;
    for (let row = 0; row < operations.length; row += 1) {
      if (operations.outcome[row] !== failIndex) continue;
      failed += 1;
      const writer = operations.writer[row] ?? 0;
      const sequence = operations.sequence[row] ?? 0;
      const on = finals.filter(({ rows }) => rows.find(writer, sequence) >= 0);
      if (on.length === 0) continue;
      const nodes = on.map(({ node, taken }) => `${node} (${taken})`).join(', ');
      const error = operations.errors[operations.error[row] ?? 0];
      present.add(() => `writer ${writer} sequence ${sequence} failed with "${error}" and is on ${nodes}`);
    }
    const all = counted(failed, 'failed write');
    if (present.count > 0) {
      const [first] = present.lines();
      const summary = `${present.count} of ${all} present: ${first}`;
      return { verdict: 'fail', summary, evidence: present.lines() };
    }
    if (atEnd.missing.length > 0) return inconclusive(`no final state of ${atEnd.missing.join(', ')}`);
    const unsure = historyCutShort(record) ?? atEnd.outdated;
    if (unsure) return inconclusive(`a failed write may be there unseen: ${unsure}`);
    return { verdict: 'pass', summary: `none of ${all} is present`, evidence: [] };
  },
};
