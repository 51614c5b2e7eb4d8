import { z } from 'zod';
import { isDestructive, kindOf } from '../../faults/destructive.ts';
import type { Scenario } from '../../scenario/schema.ts';

const where = z.object({ schema: z.string().default('ledger'), table: z.string().default('entries') });

/** The transaction to look for in a binary log, as an operator would describe it. */
export type DamageDone = {
  readonly kind: ReturnType<typeof kindOf>;
  readonly schema: string;
  /** Null for a whole schema. */
  readonly table: string | null;
};

/** What the first fault of a method that destroys data did; undefined where none does. */
export function damageDone({ method }: Pick<Scenario, 'method'>): DamageDone | undefined {
  for (const { fault, with: parameters } of method) {
    if (!isDestructive(fault)) continue;
    const kind = kindOf(fault);
    const { schema, table } = where.parse(parameters);
    return { kind, schema, table: kind === 'drop-database' ? null : table };
  }
  return undefined;
}
