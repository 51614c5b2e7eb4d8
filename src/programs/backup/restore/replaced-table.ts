import { z } from 'zod';

/** What came of putting a restored table in the place of a damaged one. */
export const replacedTableSchema = z.object({
  table: z.string(),
  damaged: z
    .string()
    .nullable()
    .meta({ description: 'where the damaged one stands; null where there was none' }),
  rows: z.number().int().meta({ description: 'rows of the restored table' }),
});
export type ReplacedTable = z.infer<typeof replacedTableSchema>;
