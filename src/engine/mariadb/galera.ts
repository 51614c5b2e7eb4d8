import { environmentError } from '../../errors.ts';
import { lacksMajority, type Observation } from '../observation.ts';
import { kinds } from '../replication/kinds.ts';
import { executedBy } from '../transactions.ts';
import type { OperatorStep, Replication } from '../types.ts';

/** Galera 4: every member certifies every transaction before it is answered. Members form the cluster as they start. */
export const galera: Replication = {
  ...kinds.galera,
  nextSteps: goOnWithoutMajority,
  reclone: async (_, primary) => {
    throw environmentError(`A member of Galera is not copied from ${primary.name} by hand.`, {
      hint: 'it gets the data by itself (SST) when it starts with an empty volume',
    });
  },
};

/**
 * Makes a cluster anew of members of which none is in a primary component, by the one that has all that the others have.
 * Only while every server answers, so that none of them can be in one somewhere out of sight.
 */
export function goOnWithoutMajority(
  states: ReadonlyMap<string, Observation>,
  nodes: readonly unknown[],
): OperatorStep[] {
  const all = [...states].map(([node, state]) => ({ node, state, set: executedBy(state) }));
  if (all.length < nodes.length || !all.every(({ state }) => lacksMajority(state))) return [];
  const most = all.find((one) => all.every((other) => one.set.contains(other.set)));
  if (!most) return [];
  return [
    {
      node: most.node,
      text: `begin the cluster anew with ${most.node}: no member reaches a majority, and it has all that the others have`,
      run: async (session) => {
        await session.query("SET GLOBAL wsrep_provider_options = 'pc.bootstrap=YES'");
      },
    },
  ];
}
