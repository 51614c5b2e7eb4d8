import type { Scenario } from '../../scenario/schema.ts';

/** How a scenario wants data back. */
export type Restore = NonNullable<Scenario['recovery']['restore']>;
export type UpTo = Restore['upTo'];
