import { z } from 'zod';

/** What happens to a primary: its port answers that nobody listens, or nothing answers at all. */
export const situations = { crash: 'the server crashes', silence: 'its machine goes silent' } as const;
export type Situation = keyof typeof situations;

const range = z.object({
  fromMs: z.number().min(0).meta({ description: 'everything at its best' }),
  toMs: z.number().min(0).meta({ description: 'everything at its worst' }),
});
/** A time that is not known to the instant (ms). */
export type Range = z.infer<typeof range>;

/** How long something takes by the settings that were found. */
export const expectedTimeSchema = z.object({
  situation: z.enum(Object.keys(situations) as [Situation, ...Situation[]]),
  what: z.string().meta({ description: 'such as `Orchestrator calls the primary dead`' }),
  ends: z.enum(['detected', 'first-write']).nullable().meta({
    description: 'the phase of an RTO with whose end it can be compared; null where no phase ends with it',
  }),
  expected: range.nullable().meta({
    description: 'counted from the fault; null where it never happens, or nothing is known of it',
  }),
  settings: z
    .array(z.string())
    .meta({ description: 'the settings that make it, each with its value and where it stands' }),
  unknown: z.string().meta({ description: 'what is not in it, or why nothing is known' }),
});
export type ExpectedTime = z.infer<typeof expectedTimeSchema>;

/** `data` of the event `times-expected`. */
export const timesExpectedSchema = z.object({ times: z.array(expectedTimeSchema) });
