import { z } from 'zod';

/** One blackout, whose truth is known, against what was measured of it. Times in ms. */
export const blackoutResultSchema = z.object({
  how: z.enum(['drop', 'reject']),
  lengthMs: z.number().meta({ description: 'asked of the kernel' }),
  truthMs: z.number().meta({ description: 'how long datagrams were stopped, seen in the same network' }),
  truthErrorMs: z.number().meta({ description: 'bound on the error of that' }),
  /** A measure, its error (measured minus truth) and the bound that is stated with it; null where it found nothing. */
  outage: z.object({ measuredMs: z.number(), errorMs: z.number(), statedMs: z.number() }).nullable(),
  rto: z.object({ measuredMs: z.number(), errorMs: z.number(), statedMs: z.number() }).nullable(),
  applicationMs: z
    .number()
    .nullable()
    .meta({ description: 'how long the application could not write; null where that was not seen' }),
  harness: z
    .string()
    .nullable()
    .meta({ description: 'why it proves nothing: the harness itself stood still' }),
  again: z.string().nullable().meta({
    description:
      'why nobody knows the truth of its RTO: writes were out again before they were stable, when packets passed',
  }),
});
export type BlackoutResult = z.infer<typeof blackoutResultSchema>;

const errorsSchema = z.object({
  measure: z.enum(['outage', 'rto']),
  how: z.enum(['drop', 'reject', 'all']),
  lengthMs: z.number().nullable().meta({ description: 'null for all lengths together' }),
  count: z.number().int(),
  medianMs: z.number().meta({ description: 'of the signed errors: positive is too long' }),
  p95Ms: z.number().meta({ description: 'of the errors without their sign' }),
  worstMs: z.number().meta({ description: 'of the errors without their sign' }),
  statedMs: z.number().meta({ description: 'the median of the bounds that were stated' }),
  outside: z.number().int().meta({ description: 'errors beyond the bound that was stated with them' }),
});
export type Errors = z.infer<typeof errorsSchema>;

/** What a calibration found, for machines. */
export const calibrationSchema = z.object({
  format: z.literal('ha-drill/calibration/2'),
  runs: z.array(z.string()).meta({ description: 'the drills' }),
  topology: z.string(),
  startedAt: z.string(),
  blackouts: z.array(blackoutResultSchema),
  /** Blackouts that were asked for and whose truth is not known. */
  unproved: z.number().int(),
  /** Blackouts of which a measure found nothing. */
  missed: z.object({ outage: z.number().int(), rto: z.number().int() }),
  /** Blackouts that prove nothing, because the harness itself stood still. They are in no error. */
  inconclusive: z.number().int(),
  /** Blackouts whose RTO has no truth, because writes were out again for another reason. They are in no error of the RTO. */
  again: z.number().int(),
  /** The worst difference between what the kernel was asked for and what was seen. */
  kernelOffMs: z.number().nullable(),
  errors: z.array(errorsSchema),
});
export type Calibration = z.infer<typeof calibrationSchema>;
