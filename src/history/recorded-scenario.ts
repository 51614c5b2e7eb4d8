import { z } from 'zod';

/** Acts of the recovery that a scenario may wait for. */
export const awaitedActs = ['heal', 'restart', 'operator'] as const;
export type AwaitedAct = (typeof awaitedActs)[number];

/** A duration that was resolved to ms. Longer than any drill it would be no duration. */
const resolvedMs = z.number().min(0).max(1e9);

const step = z.looseObject({
  fault: z.string(),
  target: z.string(),
  at: resolvedMs,
  phase: resolvedMs,
  for: resolvedMs.optional(),
  with: z.looseObject({}).default({}),
  repeat: z.looseObject({ times: z.number().int().min(1).max(1e6), every: resolvedMs }).optional(),
});

/**
 * A scenario as recorded in `run.json`: already parsed, so that durations are numbers of ms. Names of faults, checks and
 * measures may be unknown to this version: a record that has some is told so, and judged as far as possible.
 */
export const recordedScenarioSchema = z.looseObject({
  name: z.string(),
  question: z.string(),
  description: z.string().optional(),
  topology: z.string(),
  parameters: z.record(z.string(), z.string()),
  workload: z.looseObject({
    kind: z.string(),
    rate: z.number().positive(),
    writers: z.number().int().min(1).max(65_536),
    probeEvery: resolvedMs,
    probeDeadline: resolvedMs,
    beside: z.array(z.looseObject({ kind: z.string(), rate: z.number().positive() })).optional(),
    clients: z
      .array(z.looseObject({ name: z.string(), rate: z.number().positive(), rto: resolvedMs.optional() }))
      .optional(),
  }),
  baseline: z.looseObject({
    duration: resolvedMs,
    maxErrors: z.number().min(0).max(1).optional(),
    maxLatency: resolvedMs.optional(),
  }),
  backup: z.looseObject({ verify: z.boolean() }).optional(),
  method: z.array(step),
  observe: resolvedMs,
  waitsFor: z.array(z.string()).default([]),
  recovery: z.looseObject({
    startAfter: resolvedMs,
    deadline: resolvedMs,
    restore: z.looseObject({ what: z.string() }).optional(),
  }),
  objectives: z.record(z.string(), z.string()),
  checks: z.array(z.string()),
});
