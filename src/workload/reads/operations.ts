import { z } from 'zod';

export const sessionGuarantees = ['read-your-writes', 'monotonic-reads'] as const;
export type SessionGuarantee = (typeof sessionGuarantees)[number];

/** What a scenario may say of the reads. */
export const readsOptions = z
  .object({
    keys: z.number().int().min(1).max(10_000).default(10).meta({
      description: 'rows that are written and read: the fewer, the sooner a stale read is seen to be one',
    }),
    reads: z
      .number()
      .min(0.01)
      .max(0.99)
      .default(0.8)
      .meta({ description: 'share of the operations that read a row' }),
    from: z
      .enum(['read', 'write'])
      .default('read')
      .meta({ description: 'the endpoint of the topology that the reads go to' }),
    promises: z.array(z.enum(sessionGuarantees)).max(sessionGuarantees.length).default([]).meta({
      description:
        'what the application relies on within one connection: what breaks it fails the drill; where it is not named, it is only told',
    }),
  })
  .strict();

/** The value of `write`: the version of the row, which no other write of it has, and which grows with every one that is due. */
export const writeValue = z.number().int().positive();

/** The result of `read`: the version of the row; null where there was none. */
export const readResult = z.number().int().nonnegative().nullable();

/** The value of a final read, under the key of the row. */
export const finalValue = z.number().int().nonnegative();
