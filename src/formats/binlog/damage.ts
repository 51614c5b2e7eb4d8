import { z } from 'zod';

/** Where and why a binary log cannot be read any further. What came before it is good. */
export const damageSchema = z.object({
  kind: z.enum(['truncated', 'checksum', 'not-a-binlog', 'malformed']).meta({
    description: 'truncated is how the file that a server is writing, or wrote when it died, looks',
  }),
  offset: z.number().int().meta({ description: 'where the event begins that is damaged' }),
  text: z.string(),
});
export type Damage = z.infer<typeof damageSchema>;

/** Carries damage up to where it becomes a value; never leaves this folder. */
export class DamageFound extends Error {
  readonly damage: Damage;

  constructor(kind: Damage['kind'], offset: number, text: string) {
    super(text);
    this.damage = { kind, offset, text };
  }
}

/** Whether damage means that transactions were lost, and not just that the end is not written yet. */
export function losesTransactions(damage: Damage | null): damage is Damage {
  return damage !== null && damage.kind !== 'truncated';
}
