import type { EngineName } from '../engine/observation.ts';
import { traits } from '../engine/replication/traits.ts';
import { type BesidePremise, besidePremise, recordedNames } from './beside/list.ts';

/** What a check may need: what a kind of replication promises, what a scenario does, or what its workload writes. */
export const premises = {
  ...traits,
  restore: 'data is restored',
  counters: 'the workload counts its rows in another table',
  definitions: 'there are views, routines and triggers',
  events: 'there are events, which run again and again',
  'mysql-logs': 'the engine is MySQL, whose binary logs tell what each transaction changed',
  ...(Object.fromEntries(
    recordedNames.map((name) => [besidePremise(name), `the workload ${name} runs beside the ledger`]),
  ) as Record<BesidePremise, string>),
} as const;

export type Premise = keyof typeof premises;

/**
 * What is so in a scenario: what its kind of replication promises and its workload does, whether data is restored, and
 * whether there is more than tables: in a stack of the user's own there may be.
 */
export function premisesOf(
  promised: readonly Premise[],
  {
    restores,
    definitions,
    engine,
    workload,
  }: { restores: boolean; definitions: boolean; engine: EngineName; workload: readonly Premise[] },
): Premise[] {
  const restored = restores ? (['restore', 'definitions'] as const) : [];
  const defined = definitions ? (['definitions', 'events'] as const) : [];
  const logs = engine === 'mysql' ? (['mysql-logs'] as const) : [];
  return [...promised, ...workload, ...restored, ...defined, ...logs];
}
