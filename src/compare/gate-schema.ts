import { z } from 'zod';
import { measureNames } from '../judge/measure/names.ts';
import { verdictSchema } from '../verdict.ts';
import { gapSchema, groupSchema } from './schema.ts';

/** What counts as worse. */
const limitsSchema = z.object({
  significance: z
    .number()
    .meta({ description: 'the greatest probability with which a rise may be chance, such as 0.05' }),
  leastRise: z.number().meta({
    description: 'a median RTO that rose by less than this share of the baseline is not worse',
  }),
  leastRiseMs: z.number().meta({ description: 'nor is one that rose by less than this' }),
  flaky: z.number().optional().meta({
    description: 'a share of failing drills up to this is not worse; only of drills repeated until certain',
  }),
});
export type GateLimits = Readonly<z.infer<typeof limitsSchema>>;

const findingSchema = z.object({
  measure: z.enum(['verdict', 'drills', ...measureNames]),
  verdict: verdictSchema.meta({ description: 'fail where it got worse' }),
  why: z.string(),
  open: z.boolean().optional().meta({ description: 'more drills may decide it' }),
});
/** What became of one thing since the baseline. */
export type Finding = Readonly<z.infer<typeof findingSchema>>;

const rowSchema = z.object({
  scenario: z.string(),
  topology: z.string(),
  label: groupSchema.shape.label,
  findings: z.array(findingSchema),
  changed: z
    .array(z.string())
    .meta({ description: 'settings that are not what they were in the baseline: `KEY: old -> new`' }),
});
/** The judgement of one scenario on one topology. */
export type GateRow = Readonly<z.infer<typeof rowSchema>>;

/** What `ha-drill gate --json` prints. */
export const gateSchema = z.object({
  format: z.literal('ha-drill/gate/1'),
  verdict: verdictSchema,
  limits: limitsSchema,
  rows: z.array(rowSchema),
  added: z
    .array(groupSchema.pick({ scenario: true, topology: true, label: true }))
    .meta({ description: 'what the baseline lacks: there is nothing to hold it against' }),
  gaps: z.array(gapSchema).meta({ description: 'what a suite planned and there is no run of' }),
  caveats: z.array(z.string()).meta({
    description:
      'what is in no number (records that cannot be read, copies of runs), and what to know of the rest',
  }),
});
export type Gate = Readonly<z.infer<typeof gateSchema>>;
