import { z } from 'zod';
import { faults } from '../../faults/list.ts';
import type { ChangeKind } from '../../formats/binlog/statement.ts';
import type { Scenario } from '../../scenario/schema.ts';

const where = z.object({ schema: z.string().default('ledger'), table: z.string().default('entries') });

/** The transaction to look for in a binary log, as an operator would describe it. */
export type DamageDone = {
  readonly kind: ChangeKind;
  readonly schema: string;
  /** Null for a whole schema. */
  readonly table: string | null;
};

/** What the first fault of a method that destroys data did; undefined where none does. */
export function damageDone({ method }: Pick<Scenario, 'method'>): DamageDone | undefined {
  for (const { fault, with: parameters } of method) {
    const kind = faults[fault].destroys;
    if (!kind) continue;
    const { schema, table } = where.parse(parameters);
    return { kind, schema, table: kind === 'drop-database' ? null : table };
  }
  return undefined;
}
