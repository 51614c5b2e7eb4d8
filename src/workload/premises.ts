import { traits } from '../engine/replication/traits.ts';
import { type BesidePremise, besideNames, besidePremise } from './beside/list.ts';

/** What a check may need: what a kind of replication promises, what a scenario does, or what its workload writes. */
export const premises = {
  ...traits,
  restore: 'data is restored',
  counters: 'the workload counts its rows in another table',
  ...(Object.fromEntries(
    besideNames.map((name) => [besidePremise(name), `the workload ${name} runs beside the ledger`]),
  ) as Record<BesidePremise, string>),
} as const;

export type Premise = keyof typeof premises;

/** What is so in a scenario: what its kind of replication promises and its workload does, and whether data is restored. */
export function premisesOf(
  promised: readonly Premise[],
  { restores, workload }: { restores: boolean; workload: readonly Premise[] },
): Premise[] {
  return [...promised, ...workload, ...(restores ? (['restore'] as const) : [])];
}
