import { z } from 'zod';
import { definitionsSchema } from '../engine/definitions-schema.ts';

/** One line of `definitions.ndjson.gz`: all that was defined on one node, before the first fault or at the end. */
export const definitionsReadingSchema = definitionsSchema.extend({
  atMs: z.number(),
  node: z.string(),
  when: z.enum(['before', 'after']),
  leads: z.boolean().meta({ description: 'it was the primary then' }),
});
export type DefinitionsReading = z.infer<typeof definitionsReadingSchema>;
