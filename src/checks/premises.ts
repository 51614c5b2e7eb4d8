import { traits } from '../replication/traits.ts';

/** What a check may need: what a kind of replication promises, or what a scenario does. */
export const premises = { ...traits, restore: 'data is restored' } as const;

export type Premise = keyof typeof premises;

/** What is so in a scenario on a kind of replication that promises this. */
export function premisesOf(promised: readonly Premise[], restores: boolean): Premise[] {
  return [...promised, ...(restores ? (['restore'] as const) : [])];
}
