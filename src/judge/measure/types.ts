import { z } from 'zod';
import { expectedTimeSchema } from '../../history/expected-time.ts';
import { streams } from '../../history/schema.ts';
import { verdictSchema } from '../../verdict.ts';
import { checkResultSchema } from '../checks/types.ts';

/** A number taken from the record. `value` is null where it could not be taken, never 0. */
export const measurementSchema = z.object({
  name: z.string(),
  title: z.string(),
  value: z.number().nullable(),
  unit: z.enum(['ms', 'rows', 'ratio', 'per-second', 'count', 'bytes']),
  atLeast: z.boolean().meta({ description: 'censored: the truth is this value or more' }),
  resolution: z
    .number()
    .nullable()
    .meta({ description: 'no difference smaller than this means anything; same unit' }),
  how: z.string().meta({ description: 'how it was taken, or why it was not' }),
  because: z
    .string()
    .optional()
    .meta({ description: 'what it waited for until the end, where it is censored' }),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** A span in which no write that was due got acknowledged. */
export const outageSchema = z.object({
  stream: z.enum(streams),
  startedAtMs: z.number().meta({ description: 'the last acknowledgement before it' }),
  endedAtMs: z.number().meta({ description: 'the first acknowledgement after it, or the end of the record' }),
  open: z.boolean().meta({ description: 'not over when the record ended: at least this long' }),
  missedWrites: z.number().int().meta({ description: 'writes that were due in it and not acknowledged' }),
  phase: z.string().optional().meta({ description: 'the phase of the drill in which it began' }),
  after: z.string().optional().meta({
    description:
      'what it is put down to, such as "after the kill of db1"; of one that a fault found under way, how long before that it began; absent where it was over before all faults',
  }),
});
export type Outage = z.infer<typeof outageSchema>;

/**
 * Of a failover, or where data was restored, of the restore; then what both end with. `acted` is the wait for something
 * that the harness did, wherever it stands among them.
 */
export const phaseNames = [
  'noticed',
  'acted',
  'detected',
  'elected',
  'promoted',
  'routed',
  'found',
  'loaded',
  'replayed',
  'rebuilt',
  'first-write',
  'steady',
  'redundant',
] as const;

/** One part of an RTO, from the end of the part before it to the event that ends it. */
export const phaseSchema = z.object({
  name: z.enum(phaseNames),
  endedBy: z.string().meta({ description: 'the event or observation that ends it' }),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable().meta({ description: 'null when it was not seen to end' }),
});
export type Phase = z.infer<typeof phaseSchema>;

/** A time that settings promise, beside the one that was measured. */
export const expectedResultSchema = expectedTimeSchema.extend({
  measuredMs: z.number().nullable().meta({
    description: 'from time zero to the end of the phase that it names; null where there is no such phase',
  }),
  earlierMs: z.number().default(0).meta({
    description: 'so long before time zero the fault may have acted: time zero is when it was proved',
  }),
});
export type ExpectedResult = z.infer<typeof expectedResultSchema>;

/** Acknowledged writes against the final primary. */
export const lossSchema = z.object({
  acknowledged: z.number().int(),
  lost: z
    .number()
    .int()
    .meta({ description: 'acknowledged, on no node; or on the final primary with another value' }),
  stranded: z
    .number()
    .int()
    .meta({ description: 'acknowledged, not on the final primary, but on another node' }),
  unknownPresent: z.number().int().meta({ description: 'never acknowledged, on the final primary' }),
  unknownChanged: z.number().int().default(0).meta({
    description: 'never acknowledged, on the final primary with another value than was written',
  }),
  unknownAbsent: z.number().int().meta({ description: 'never acknowledged, not there: no loss' }),
  oldestLostAckMs: z.number().nullable(),
  examples: z.array(z.string()).meta({ description: 'keys of lost and stranded rows, capped' }),
});
export type Loss = z.infer<typeof lossSchema>;

export const latencySchema = z.object({
  stream: z.enum(streams),
  window: z.enum(['before', 'during', 'after']),
  count: z.number().int().meta({ description: 'acknowledged writes' }),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
});
export type Latency = z.infer<typeof latencySchema>;

/** One of several clients side by side: when it wrote again, by the worst of its faults. */
export const clientResultSchema = z.object({
  name: z.string(),
  settings: z.string().meta({ description: 'what is not as by default, in words' }),
  rto: measurementSchema,
  never: z.boolean().meta({ description: 'it never wrote again before the load ended' }),
  acknowledged: z.number().int(),
  failed: z.number().int().meta({ description: 'surely not done' }),
  unknown: z.number().int(),
  lastError: z
    .string()
    .nullable()
    .meta({ description: 'of the last write that was not acknowledged; null where all were' }),
});
export type ClientResult = z.infer<typeof clientResultSchema>;

/** A target of the scenario against what was measured. */
export const objectiveResultSchema = z.object({
  measure: z.string(),
  title: z.string(),
  target: z.string().meta({ description: 'as written in the scenario' }),
  actual: z.string(),
  margin: z.string().nullable(),
  verdict: verdictSchema,
  reason: z.string(),
  origin: z.string().optional().meta({
    description: 'where the target stands: a file and line, or an option; absent in old records',
  }),
  disruption: z.string().optional().meta({
    description:
      'the class of disruption for which the policy of the project has it; it is judged by their faults alone',
  }),
});
export type ObjectiveResult = z.infer<typeof objectiveResultSchema>;

/** What came of the targets of a class of disruption. What is not known is never met. */
export const classOutcomes = ['met', 'breached', 'not-measured'] as const;
export type ClassOutcome = (typeof classOutcomes)[number];

const classObjectiveSchema = z.object({
  measure: z.string(),
  title: z.string(),
  target: z.string(),
  origin: z.string(),
  actual: z.string(),
  outcome: z.enum(classOutcomes),
  reason: z.string(),
});
export type ClassObjective = z.infer<typeof classObjectiveSchema>;

/** A class of disruption in a drill: its faults, and what came of its targets, the policy's and the scenario's own. */
export const classResultSchema = z.object({
  disruption: z.string(),
  faults: z.array(z.string()),
  outcome: z.enum(classOutcomes),
  objectives: z.array(classObjectiveSchema),
});
export type ClassResult = z.infer<typeof classResultSchema>;

/** A fault of the method as it took effect. */
export const faultResultSchema = z.object({
  step: z.number().int(),
  turn: z.number().int().default(0).meta({ description: 'which repetition of the step, from 0' }),
  fault: z.string(),
  targets: z.array(z.string()),
  injectingAtMs: z.number(),
  inForceAtMs: z.number().nullable().meta({ description: 'time zero of its measures; null when unproved' }),
  evidence: z.string(),
});
export type FaultResult = z.infer<typeof faultResultSchema>;

/** `result.json`: the judgement of one drill. */
export const resultSchema = z.object({
  format: z.literal('ha-drill/result/1'),
  run: z.string(),
  scenario: z.string(),
  topology: z.string(),
  seed: z.number().int(),
  startedAt: z.string(),
  lifecycle: z.enum(['running', 'completed', 'interrupted', 'failed']),
  verdict: verdictSchema,
  sentence: z
    .string()
    .meta({ description: 'the verdict in one plain sentence, with the numbers that decided it' }),
  reasons: z.array(z.string()).meta({ description: 'why the verdict is not pass' }),
  faults: z.array(faultResultSchema),
  objectives: z.array(objectiveResultSchema),
  classes: z
    .array(classResultSchema)
    .default([])
    .meta({ description: 'what came of each class of disruption; none where the project has no policy' }),
  measurements: z.array(measurementSchema),
  phases: z.array(phaseSchema),
  expected: z
    .array(expectedResultSchema)
    .default([])
    .meta({ description: 'what the settings promise for the fault of the worst service RTO' }),
  outages: z.array(outageSchema),
  loss: lossSchema.nullable(),
  latencies: z.array(latencySchema),
  errors: z.array(z.object({ stream: z.enum(streams), error: z.string(), count: z.number().int() })),
  checks: z.array(checkResultSchema),
  clients: z
    .array(clientResultSchema)
    .default([])
    .meta({ description: 'the clients of the scenario, side by side' }),
});
export type DrillResult = z.infer<typeof resultSchema>;
