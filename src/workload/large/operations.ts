import { z } from 'zod';

export const largeKinds = ['transaction', 'statement', 'ddl-online', 'ddl-blocking'] as const;
export type LargeKind = (typeof largeKinds)[number];

/** What a scenario may say of large operations. */
export const largeOptions = z
  .object({
    operations: z
      .array(z.enum(largeKinds))
      .min(1)
      .max(10)
      .default([...largeKinds])
      .meta({
        description:
          'the large ones, one after the other: a `transaction` of many rows, a `statement` that changes many, a change of a table beside which others write (`ddl-online`), or for which they wait (`ddl-blocking`)',
      }),
    every: z
      .number()
      .int()
      .min(2)
      .max(100_000)
      .default(200)
      .meta({ description: 'each so manieth operation is a large one, the others are inserts of one row' }),
    kilobytes: z
      .number()
      .int()
      .min(1)
      .max(102_400)
      .default(1024)
      .meta({ description: 'size of a large transaction, up to 100 MB' }),
    rows: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .meta({ description: 'rows that a large statement changes: the table is filled with them at first' }),
    commit: z.enum(['together', 'each']).default('together').meta({
      description:
        'whether the rows of a large transaction are committed `together`, or `each` by itself as in a load that forgot its transaction',
    }),
  })
  .strict();
export type LargeOptions = z.output<typeof largeOptions>;

/** The bytes of one row of a large transaction. */
export const bytesPerRow = 16_384;

/** How many rows a large transaction has. */
export function rowsOfTransaction({ kilobytes }: LargeOptions): number {
  return Math.max(1, Math.round((kilobytes * 1024) / bytesPerRow));
}

/** Under `transaction TOKEN`: how many rows of it are there. */
export const transactionKey = (token: number): string => `transaction ${token}`;

/** Under `wide`: its rows, and the least and the greatest token of a statement that changed one. */
export const wideValue = z.object({ rows: z.number(), least: z.number(), most: z.number() });

/** Under `small`: rows of the inserts, those whose parent is missing, and how many the trigger counted. */
export const smallValue = z.object({ rows: z.number(), orphans: z.number(), counted: z.number() });
