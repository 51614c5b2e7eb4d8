import { z } from 'zod';

/** What a scenario may say of the events. */
export const eventsOptions = z
  .object({
    everySeconds: z.number().int().min(1).max(60).default(1).meta({ description: 'period of the event' }),
    missed: z
      .number()
      .int()
      .min(1)
      .max(60)
      .default(3)
      .meta({ description: 'so many of its turns in a row may be missing while the database answers' }),
  })
  .strict();

/** The value of a final read, under the id of the row: when by the clock of its server (ms), and of which server. */
export const eventRow = z.tuple([z.number(), z.number()]);
