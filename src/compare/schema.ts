import { z } from 'zod';
import { measureNames } from '../judge/measure/names.ts';
import { classOutcomes, phaseSchema } from '../judge/measure/types.ts';
import { verdictSchema } from '../verdict.ts';

const observation = z.object({
  value: z.number(),
  atLeast: z.boolean().meta({ description: 'the truth is this value or more' }),
});

/** What one run measured. */
const runValue = observation.extend({
  resolution: z.number().meta({ description: 'no smaller difference means anything; same unit' }),
});

const phaseName = phaseSchema.shape.name;

export const comparedRunSchema = z.object({
  run: z.string(),
  folder: z.string().meta({ description: 'where it is, from the folder in which `compare` was called' }),
  seed: z.number().int(),
  lifecycle: z.enum(['running', 'completed', 'interrupted', 'failed']),
  verdict: verdictSchema,
  sentence: z.string(),
  values: z
    .partialRecord(z.enum(measureNames), runValue)
    .meta({ description: 'what was measured; a measure that is not here was not' }),
  phases: z
    .partialRecord(phaseName, z.number())
    .meta({ description: 'how long each phase of the RTO took (ms), where its end was seen' }),
  peace: z
    .object({
      p50Ms: z.number().nullable(),
      p99Ms: z.number().nullable(),
      perSecond: z.number().nullable(),
      memoryBytes: z.number().nullable().default(null),
    })
    .meta({
      description: 'before the fault: acknowledged writes of the application, memory of the containers',
    }),
});
export type ComparedRun = z.infer<typeof comparedRunSchema>;

const summarySchema = z.object({
  of: z.number().int().meta({ description: 'completed runs in which it was measured' }),
  notMeasured: z.number().int().meta({ description: 'completed runs in which it was not' }),
  bounds: z.number().int().meta({ description: 'runs in which only a bound is known' }),
  median: observation,
  p95: observation.meta({ description: 'nearest rank: of fewer than 20 runs the greatest' }),
  least: observation,
  greatest: observation,
  interval: z
    .object({ low: z.number(), high: z.number().nullable() })
    .nullable()
    .meta({ description: '95 % bootstrap interval of the median; null for fewer than 6 runs' }),
});
export type Summary = z.infer<typeof summarySchema>;

export const groupSchema = z.object({
  scenario: z.string(),
  question: z.string(),
  topology: z.string(),
  title: z.string(),
  settings: z
    .record(z.string(), z.string())
    .meta({ description: 'every parameter and every number of the scenario: what makes runs comparable' }),
  label: z.record(z.string(), z.string()).meta({ description: 'the settings that differ between groups' }),
  wantsNoFailover: z.boolean().meta({ description: 'a failover in it is a false one' }),
  nodes: z.number().int(),
  services: z.number().int().meta({ description: 'containers, nodes included' }),
  offeredPerSecond: z.number().meta({ description: 'writes of the application that were due each second' }),
  runs: z.array(comparedRunSchema),
  summaries: z.partialRecord(z.enum(measureNames), summarySchema),
  phases: z.array(z.object({ name: phaseName, medianMs: z.number(), of: z.number().int() })),
  peace: z.object({
    p50Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
    perSecond: z.number().nullable(),
    memoryBytes: z.number().nullable().default(null),
  }),
});
export type Group = z.infer<typeof groupSchema>;

const pairSchema = z.object({
  scenario: z.string(),
  first: z.number().int().meta({ description: 'index into `groups`' }),
  second: z.number().int(),
  finding: z.enum(['different', 'not-distinguishable', 'too-few-runs', 'not-measured']),
  p: z.number().nullable().meta({ description: 'two-sided, adjusted for all pairs of the scenario (Holm)' }),
  why: z.string(),
});
export type Pair = z.infer<typeof pairSchema>;

export const gapSchema = z.object({
  scenario: z.string(),
  topology: z.string(),
  sets: z.array(z.string()),
  kind: z.enum(['not-available', 'not-completed', 'not-done']).optional().meta({
    description:
      'whether it cannot be drilled, broke off, or is yet to be drilled; absent in old comparisons',
  }),
  reason: z.string(),
});
export type Gap = z.infer<typeof gapSchema>;

const comparedClassSchema = z.object({
  disruption: z.string(),
  topology: z
    .string()
    .nullable()
    .meta({ description: 'null for a class of the policy that no drill was about' }),
  outcome: z
    .enum(classOutcomes)
    .meta({ description: 'breached where a drill breached it; met where all met it' }),
  met: z.number().int().meta({ description: 'drills' }),
  breached: z.number().int(),
  notMeasured: z.number().int(),
});
export type ComparedClass = z.infer<typeof comparedClassSchema>;

/** `comparison.json`: what some runs say beside each other; also the baseline of `ha-drill gate`. */
export const comparisonSchema = z.object({
  format: z.literal('ha-drill/comparison/1'),
  groups: z.array(groupSchema),
  pairs: z.array(pairSchema).meta({ description: 'service RTO, two groups of one scenario at a time' }),
  classes: z
    .array(comparedClassSchema)
    .default([])
    .meta({ description: 'what came of each class of disruption under the policy of the project' }),
  gaps: z.array(gapSchema).meta({ description: 'what a suite planned and there is no run of' }),
  caveats: z.array(z.string()),
});
export type Comparison = z.infer<typeof comparisonSchema>;
