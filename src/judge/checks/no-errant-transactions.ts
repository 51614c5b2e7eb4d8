import type { Observation } from '../../engine/observation.ts';
import { surplusOf } from '../../engine/surplus.ts';
import { executedBy } from '../../engine/transactions.ts';
import { counted, Evidence } from '../../evidence.ts';
import { finalStatesOf, inconclusive } from './final-states.ts';
import type { Check } from './types.ts';

export const noErrantTransactions: Check = {
  name: 'no-errant-transactions',
  title: 'No node has transactions that the primary lacks',
  method:
    'Subtracts the executed GTID set of the final primary from that of each other node at the end; what is left is errant, except what a group agreed on of which both are members. Data that recovery threw away is told, but does not fail. Inconclusive without a final primary, when a node has no final state, and when the primary has executed nothing.',
  needs: ['copies'],
  judge: (record) => {
    const states = finalStatesOf(record);
    if (!states.primary) return inconclusive(`nothing to compare with: ${states.reason}`);
    const { primary, others, missing } = states;
    const executed = executedBy(primary.state);
    const errantOn = (state: Observation) => surplusOf(state, primary.state);
    const errant = new Evidence();
    for (const { node, state } of others) {
      const set = errantOn(state);
      if (set.isEmpty) continue;
      errant.add(() => `${node}: ${counted(set.count, 'transaction')} that ${primary.node} lacks: ${set}`);
    }
    if (errant.count > 0) {
      const summary = `${counted(errant.count, 'node has', 'nodes have')} errant transactions`;
      return { verdict: 'fail', summary, evidence: errant.lines() };
    }
    if (missing.length > 0) return inconclusive(`no final state of ${missing.join(', ')}`);
    if (others.length === 0) return inconclusive('there is no other node to compare with');
    if (executed.isEmpty) return inconclusive(`${primary.node} has executed no transactions`);
    const discarded = record.finals
      .filter((final) => final.taken === 'before-reclone')
      .map((final) => ({ node: final.node, set: errantOn(final.state) }))
      .filter(({ set }) => !set.isEmpty)
      .map(({ node, set }) => `${node} had, before it was copied anew: ${set}`);
    const names = others.map((other) => other.node).join(', ');
    const summary = `${names}: nothing that ${primary.node} lacks, of ${counted(executed.count, 'transaction')}`;
    return { verdict: 'pass', summary, evidence: discarded };
  },
};
